// How much counting remembers: the entries of its maps, sets and arrays, all the way down.

/** Of plain data; what stands in one map or array is all of one shape. */
export function entriesIn(state: unknown): number {
  if (state instanceof Map) return state.size + inEach(state.values());
  if (state instanceof Set) return state.size;
  if (Array.isArray(state)) return state.length + inEach(state.values());
  if (typeof state !== 'object' || state === null) return 0;
  return Object.values(state).reduce<number>((sum, part) => sum + entriesIn(part), 0);
}

/** Most maps hold numbers or small records: where the first can hold no entries, none is looked into. */
function inEach(values: IterableIterator<unknown>): number {
  let sum = 0;
  for (const value of values) {
    if (!canHold(value)) return sum;
    sum += entriesIn(value);
  }
  return sum;
}

function canHold(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Map || value instanceof Set || Array.isArray(value) || Object.values(value).some(canHold);
}
