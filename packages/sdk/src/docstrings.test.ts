// People learn from hover: whatever the front door exports says at its own place what it is.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Exported {
  readonly name: string;
  readonly file: string;
  /** The text of its docstring; empty where it has none. */
  readonly docstring: string;
}

const declaration =
  /(?:^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export (?:async |abstract |declare )?(?:function|class|interface|type|const) (\w+)/gm;
const named = /^export (?:type )?\{([^}]*)\} from '(\..*)';$/gm;
const whole = /^export (?:type )?\* from '(\..*)';$/gm;

/** What a file exports, re-exports followed. */
function exportsOf(url: URL): readonly Exported[] {
  const source = readFileSync(url, 'utf8');
  const file = url.pathname.split('/src/').at(-1) ?? '';
  const own = [...source.matchAll(declaration)].map(([, docstring = '', name = '']) => ({
    name,
    file,
    docstring: docstring.replace(/^[ *]+/gm, '').trim(),
  }));
  const all = [...source.matchAll(whole)].flatMap(([, path = '']) => exportsOf(new URL(path, url)));
  const some = [...source.matchAll(named)].flatMap(([, names = '', path = '']) => {
    const wanted = new Set(names.split(',').map((each) => each.replace(/^\s*type\s/, '').trim()));
    return exportsOf(new URL(path, url)).filter(({ name }) => wanted.has(name));
  });
  return [...own, ...all, ...some];
}

const exported = exportsOf(new URL('./index.ts', import.meta.url));

test('the front door exports what a program uses', () => {
  expect(exported.length).toBeGreaterThan(60);
  expect(exported.map(({ name }) => name)).toEqual(expect.arrayContaining(['connect', 'Zaptec', 'Told', 'explain']));
});

test('everything that is exported says what it is', () => {
  const silent = exported.filter(({ docstring }) => docstring === '').map(({ name, file }) => `${name} (${file})`);
  expect(silent).toEqual([]);
});
