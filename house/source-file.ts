// A source file as the rules see it: what it imports and which names it uses. Nothing else of it matters to them.

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** True when no import is left at run time: `import type`, `export type … from`, `import('…').T` in a type. */
  readonly typeOnly: boolean;
  /** Names of the other file that are left at run time; `*` for all of them, `default` for the default. */
  readonly names: readonly string[];
}

/** A string that is no import but may lead to a file: it names a room, a path or a module of Node. */
export interface Reach {
  readonly text: string;
  readonly line: number;
}

export interface NameUse {
  /** Dotted name as far as it is written out: `setTimeout`, `Date.now`, `globalThis.fetch` as `fetch`. */
  readonly name: string;
  readonly line: number;
  /** How it is used: `new Date(0)` reads no clock, `new Date()`, `Date(0)` and `const D = Date` do or may. */
  readonly use: 'called' | 'constructed' | 'read' | 'instanceof';
  /** Arguments that are surely there: a spread one may be none. */
  readonly argumentCount: number;
}

export interface SourceFile {
  /** From the root of the repository, with slashes: `packages/sdk/src/clock.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly reaches: readonly Reach[];
  /** Uses of names that the file does not declare. */
  readonly globals: readonly NameUse[];
  /** Uses of names that it declares or imports. */
  readonly locals: readonly NameUse[];
}

/** `packages/sdk/src/clock.ts` lies in `sdk`; `house/rooms.ts` in `house`; a file of the root in none. */
export function roomOf(path: string): string | null {
  const [first, second, third] = path.split('/');
  if (first === 'packages') return third === undefined ? null : (second ?? null);
  return second === undefined ? null : (first ?? null);
}

/** A test, or one of the props that a room keeps for its tests in `src/testing/`. Neither is published. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || /^packages\/[^/]+\/src\/testing\//.test(path);
}
