// Copies the plain data that counting keeps, so that a report can look ahead without disturbing it.

/** Copies maps, sets, arrays and plain objects all the way down; everything else is taken as it is. */
export function cloneState<T>(state: T): T {
  return clone(state) as T;
}

function clone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return new Map([...value].map(([key, held]) => [key, clone(held)]));
  if (value instanceof Set) return new Set(value);
  if (Array.isArray(value)) return value.map(clone);
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, clone(held)]));
}
