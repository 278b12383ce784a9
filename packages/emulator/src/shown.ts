// What a stranger wrote, short and on one line, for a sentence of refusal.
// Invariant: nothing in it is called or asked: an object's own `toString` least of all.

export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : JSON.stringify(String(value).slice(0, 40));
}
