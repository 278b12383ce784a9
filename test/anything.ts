// What a program without types may hand over, and what becomes of it.
import fc from 'fast-check';

export const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
  fc.constantFrom(
    undefined,
    null,
    '',
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    () => {},
    [],
    {},
    [null],
    Symbol(),
  ),
);

/** Names that nobody knows, nearly always: what they are tried on says which it knows. */
export const strangers = fc.string({ minLength: 1, maxLength: 60 });

/** The error of a method that throws, rejects, or hands over an iteration that does. */
export async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    const told = call();
    if (typeof told === 'object' && told !== null && Symbol.asyncIterator in told)
      return await all(told as AsyncIterable<unknown>);
    return await told;
  } catch (error) {
    return error;
  }
}

async function all<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
