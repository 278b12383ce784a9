// By which reads an account follows a charger or an installation, and for how long.
import type { CallClass } from './fact.ts';

/** Courtesy: whoever read a thing within a day follows it; nothing is read more seldom than that as a matter of course. */
export const followedForMs = 86_400_000;

const byReading: readonly CallClass[] = ['state', 'detail', 'hierarchy', 'history'];

export function isFollowed(call: { readonly class: CallClass }): boolean {
  return byReading.includes(call.class);
}
