// The law and the vocabulary are pure: no package, no clock, no randomness, no Node, no browser.
import { modulePath } from '../module-path.ts';
import { doorOf } from '../rooms.ts';
import type { Rule, Violation } from '../rule.ts';
import { type Import, isTest, type NameUse, roomOf, type SourceFile } from '../source-file.ts';

const pureRooms: Readonly<
  Record<string, { readonly mayImport: readonly string[]; readonly mayUse: readonly string[] }>
> = {
  policy: { mayImport: [], mayUse: [] },
  // Calendar arithmetic on given instants reads no clock.
  protocol: { mayImport: ['policy'], mayUse: ['Date.UTC', 'Date.parse'] },
};

/** What the language itself brings and what depends on nothing but its arguments. */
const language = new Set(
  (
    'undefined NaN Infinity Object Array Map Set WeakMap WeakSet Number String Boolean BigInt Symbol Math JSON RegExp Function ' +
    'Error TypeError RangeError SyntaxError AggregateError Promise Proxy Reflect Iterator parseInt parseFloat isNaN isFinite ' +
    'encodeURIComponent decodeURIComponent encodeURI decodeURI ArrayBuffer DataView Uint8Array Int8Array Uint8ClampedArray ' +
    'Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array BigInt64Array BigUint64Array arguments'
  ).split(' '),
);

const why = 'obeying, enforcing and judging mean the same only while the answer depends on the arguments alone';

export const purity: Rule = {
  holds: 'policy and protocol import nothing from outside and touch no clock, no randomness, no environment',
  find: (house) => house.sources.flatMap((file) => [...violations(file)]),
};

function* violations(file: SourceFile): Generator<Violation> {
  const room = roomOf(file.path) ?? '';
  const pure = pureRooms[room];
  if (pure === undefined || isTest(file.path)) return;
  for (const found of file.imports) {
    if (staysInside(file.path, room, found, pure.mayImport)) continue;
    const allowed = `files of ${room}${pure.mayImport.map((other) => ` and @fairlead/${other}`).join('')}`;
    yield {
      file: file.path,
      line: found.line,
      forbidden: `imports ${found.specifier} into the pure room ${room}`,
      allowed,
      why,
    };
  }
  for (const found of file.globals) {
    if (isPure(found, pure.mayUse)) continue;
    const allowed = `the language itself${pure.mayUse.map((name) => `, ${name}`).join('')}; take the time and the chance as arguments`;
    yield { file: file.path, line: found.line, forbidden: `uses ${found.name} in the pure room ${room}`, allowed, why };
  }
}

function staysInside(path: string, room: string, { specifier }: Import, mayImport: readonly string[]): boolean {
  const inside = modulePath(path, specifier);
  if (inside !== null) return roomOf(inside) === room;
  return mayImport.includes(doorOf(specifier)?.room ?? '');
}

function isPure({ name, use, argumentCount }: NameUse, mayUse: readonly string[]): boolean {
  // Bare `Math` could hand out `random` under another name.
  if (name === 'Math' || name === 'Math.random') return false;
  if (mayUse.includes(name)) return true;
  if (name === 'Date' && mayUse.length > 0) return use === 'constructed' && argumentCount > 0;
  return language.has(name.split('.')[0] ?? '');
}
