// What a caller without types may hand in: anything at all, and facts and intents that were damaged on their way.
import fc from 'fast-check';

/** Texts of a length that no name has; keys that reach into the prototype; values that throw when they are made text. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, 0, -1, 0.5, 1e308, Number.NaN, Number.POSITIVE_INFINITY, 1n),
  fc.constantFrom('', '12', 'x', '__proto__', 'constructor', 'toString', '\u0000', 'n'.repeat(5000)),
  fc.constantFrom<unknown>(
    Symbol('name'),
    [],
    [[]],
    {},
    { scheme: 'https' },
    { host: 5 },
    { fromAtMs: 'a', toAtMs: {} },
  ),
  fc.constant(Object.create(null) as unknown),
  fc.jsonValue(),
);

export const anything: fc.Arbitrary<unknown> = fc.oneof(
  odd,
  fc.anything({ withNullPrototype: true, withBigInt: true }),
);

interface Blow {
  readonly at: number;
  /** How it is put there; `text`: the value that was there, as text. */
  readonly by: 'removed' | 'replaced' | 'text' | 'inherited';
  readonly odd: unknown;
}

const blow: fc.Arbitrary<Blow> = fc.record({
  at: fc.nat(50),
  by: fc.constantFrom('removed', 'replaced', 'replaced', 'text', 'inherited'),
  odd,
});

/** The same thing with one to four fields spoilt. */
export function damaged(whole: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const blows = fc.array(blow, { minLength: 1, maxLength: 4 });
  return fc.tuple(whole, blows).map(([good, all]) => all.reduce<object>(struck, good));
}

function struck(good: object, { at, by, odd: value }: Blow): object {
  const names = Object.keys(good);
  const name = names[at % Math.max(1, names.length)] ?? 'kind';
  const spoilt: Record<string, unknown> = { ...good };
  switch (by) {
    case 'removed':
      delete spoilt[name];
      return spoilt;
    case 'replaced':
      return { ...spoilt, [name]: value };
    case 'text':
      return { ...spoilt, [name]: JSON.stringify(spoilt[name], (_, held) => (typeof held === 'bigint' ? null : held)) };
    case 'inherited':
      return { ...spoilt, ['__proto__']: value };
  }
}
