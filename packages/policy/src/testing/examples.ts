// Examples of docstrings and of guides as programs: found, run against the front door, and held against what they promise.
// A line `expression; // → value` promises the value; everything else just runs. Nothing is waited for.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

/** What an import of `@fairlead/policy` brings, by name. */
export type FrontDoor = Readonly<Record<string, unknown>>;

const promise = /^(\s*)(.*\S);? \/\/ → (.+)$/;

/** One sentence for each promise that is not kept, each error, and an example that promises nothing. */
export function brokenPromises(example: string, door: FrontDoor, where: string): readonly string[] {
  const broken: string[] = [];
  let promises = 0;
  const check = (line: number, found: unknown, promised: unknown): void => {
    promises += 1;
    if (!isDeepStrictEqual(plain(found), plain(promised)))
      broken.push(`${where}, line ${line}: promises ${JSON.stringify(promised)} and gives ${JSON.stringify(found)}`);
  };
  try {
    const [names, code] = [Object.keys(door), checking(example, door)];
    new Function('check', ...names, `'use strict'; {\n${code}\n}`)(check, ...names.map((name) => door[name]));
  } catch (error) {
    return [...broken, `${where}: fails with ${String(error)}`];
  }
  return promises === 0 ? [`${where}: promises nothing; end a line with "// → value"`] : broken;
}

/** Types fall away, imports of the front door are there already, and each promise becomes a check. */
function checking(example: string, door: FrontDoor): string {
  const lines = example.split('\n').map((line, n) => {
    const [, indentation, expression, value] = promise.exec(line) ?? [];
    if (expression === undefined) return line;
    return `${indentation}check(${n + 1}, (${expression.replace(/;$/, '')}), (${value}));`;
  });
  const script = stripTypeScriptTypes(lines.join('\n'));
  return script.replace(/^import \{([^}]*)\} from '@fairlead\/policy';/gm, (_, names: string) => {
    const missing = names.match(/\w+/g)?.find((name) => !(name in door));
    if (missing !== undefined) throw new Error(`the front door exports no ${missing}`);
    return '';
  });
}

/** Prototypes and undefined fields are no part of what an example promises. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** The text of each `@example` above each exported function or class of a source file, by name. */
export function docstringExamples(source: string): ReadonlyMap<string, readonly string[]> {
  const documented = source.matchAll(
    /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export (?:async )?(?:function|class) (\w+)/g,
  );
  return new Map(
    Array.from(documented, ([, docstring = '', name = '']) => {
      const text = docstring.replace(/^ *\* ?/gm, '');
      const parts = text.split(/^@example\n/m).slice(1);
      return [name, parts.map((part) => part.split(/^@/m)[0]?.trimEnd() ?? '')] as const;
    }),
  );
}

/** The same of every file that an index exports from, with the file of each name. */
export function examplesBehind(index: URL): ReadonlyMap<string, readonly string[]> {
  const files = [...readFileSync(index, 'utf8').matchAll(/^export .* from '(\..*)';$/gm)].map(([, path = '']) => path);
  return new Map(files.flatMap((path) => [...docstringExamples(readFileSync(new URL(path, index), 'utf8'))]));
}

/** The TypeScript blocks of a page, one after another, as the one program that they are. */
export function programOf(page: string): string {
  return [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code).join('');
}
