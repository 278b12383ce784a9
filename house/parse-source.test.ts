import { expect, test } from 'vitest';
import { parseSource } from './parse-source.ts';

const importsOf = (text: string, path = 'a.ts') => parseSource(path, text).imports;
const globalsOf = (text: string) => parseSource('a.ts', text).globals.map(({ name, use }) => `${use} ${name}`);

test('static, dynamic and re-exported imports are found with their lines', () => {
  const text = [
    "import 'a';",
    "import { b } from 'b';",
    "export * from 'c';",
    "const d = await import('d');",
    'await import(`e`);',
  ].join('\n');
  expect(importsOf(text)).toEqual(
    ['a', 'b', 'c', 'd', 'e'].map((specifier, index) => ({
      specifier,
      line: index + 1,
      typeOnly: false,
      names: [[], ['b'], ['*'], ['*'], ['*']][index],
    })),
  );
});

test('what leaves no import at run time is type-only, and nothing else is', () => {
  const typeOnly = [
    "import type { A } from 'a';",
    "export type { B } from 'b';",
    "export type * from 'c';",
    "type D = import('d').D;",
  ];
  expect(importsOf(typeOnly.join('\n')).map(({ typeOnly }) => typeOnly)).toEqual([true, true, true, true]);
  expect(importsOf("import { type A } from 'a';")[0]?.typeOnly).toBe(false);
});

test('the scripts of a Svelte file are read and keep their lines', () => {
  const text =
    '<p>import x</p>\n<script module lang="ts">\nimport "a";\n</script>\n<script lang="ts">\nimport type { B } from "b";\n</script>';
  expect(importsOf(text, 'a.svelte')).toEqual([
    { specifier: 'a', line: 3, typeOnly: false, names: [] },
    { specifier: 'b', line: 6, typeOnly: true, names: [] },
  ]);
});

test('globals are found however they are written', () => {
  expect(globalsOf('setTimeout(f, 1); const f = () => 0;')).toEqual(['called setTimeout']);
  expect(globalsOf('globalThis.setTimeout(1); window["fetch"]();')).toEqual(['called setTimeout', 'called fetch']);
  expect(globalsOf('const x = { now: Date.now, [fetch.name]: 1 };')).toEqual(['read Date.now', 'read fetch.name']);
  expect(globalsOf('new Date(); (performance as any).now();')).toEqual(['constructed Date', 'called performance.now']);
  expect(globalsOf('const o = { fetch }; function f(now = Date.now) {}; class C { at = Date.now(); }')).toEqual([
    'read fetch',
    'read Date.now',
    'called Date.now',
  ]);
  expect(globalsOf('const send = options.fetch ?? fetch;')).toEqual(['read options.fetch', 'read fetch']);
});

test('what is taken out of a global is a use of its property', () => {
  expect(globalsOf('const { now } = Date; const { hrtime: t } = process;')).toEqual([
    'read Date.now',
    'read process.hrtime',
  ]);
  expect(globalsOf('const { fetch: f, setTimeout } = globalThis;')).toEqual(['read fetch', 'read setTimeout']);
  expect(globalsOf('let now; ({ now } = Date); const f = ({ hrtime } = process) => hrtime; f;')).toEqual([
    'read Date.now',
    'read process.hrtime',
  ]);
  expect(globalsOf('const { ...all } = globalThis; const { [all]: one } = Date;')).toEqual([
    'read globalThis',
    'read Date',
  ]);
  expect(globalsOf('a instanceof Date; const a = 1; new Date(...[]);')).toEqual([
    'instanceof Date',
    'constructed Date',
  ]);
});

test('the names that an import takes are told, types left out', () => {
  const names = (text: string) => importsOf(text).flatMap(({ names }) => names);
  expect(names("import a, { b as c, type D } from 'x';")).toEqual(['default', 'b']);
  expect(names("import * as all from 'x';")).toEqual(['*']);
  expect(names("export { b as c } from 'x';")).toEqual(['b']);
});

test('strings that may lead to a file are told, imports left out', () => {
  const text = `import './a.ts';\nimport('./b.ts'); f('../c.ts', \`./d\${e}\`, '@fairlead/sdk', 'node:net', 'plain', '/e');`;
  expect(parseSource('a.ts', text).reaches).toEqual(
    ['../c.ts', './d', '@fairlead/sdk', 'node:net'].map((reach) => ({ text: reach, line: 2 })),
  );
});

test('what is declared in the file, in types or as the name of a property is no global', () => {
  expect(globalsOf('function f(fetch: typeof globalThis.fetch) { return fetch(); } f;')).toEqual([]);
  expect(globalsOf('const f = ({ fetch, setTimeout: later }) => { fetch(); later(); }; f;')).toEqual([]);
  expect(globalsOf('import { fetch } from "x"; fetch(); try {} catch (name) { name; }')).toEqual([]);
  expect(globalsOf('type T = Date; const o = { Date: 1, fetch() {} }; o.Date; class C { process = 1; }')).toEqual([]);
});

test('a name that one function declares is still a global in the next', () => {
  expect(globalsOf('function a(fetch) { fetch(); } function b() { fetch(); }')).toEqual(['called fetch']);
});

test('a file that does not parse is an error with its name', () => {
  expect(() => parseSource('broken.ts', 'const = 1;')).toThrow(/Failed to read broken\.ts/);
});
