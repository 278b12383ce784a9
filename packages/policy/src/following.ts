// By which reads an account follows a charger or an installation, and for how long; and what is withheld from every other
// account for a while once one was refused it.
import type { CallClass, CallFact } from './fact.ts';

/** Courtesy: whoever read a thing within a day follows it; nothing is read more seldom than that as a matter of course. */
export const followedForMs = 86_400_000;

const byReading: readonly CallClass[] = ['state', 'detail', 'hierarchy', 'firmware', 'history'];

export function isFollowed(call: { readonly class: CallClass }): boolean {
  return byReading.includes(call.class);
}

/** Logins, and the connection details of a stream of its own, each account has to ask for itself. */
const withheldBeside: readonly CallClass[] = ['list', 'constants', 'report', 'command', 'update'];

export function isWithheld(call: { readonly class: CallClass }): boolean {
  return isFollowed(call) || withheldBeside.includes(call.class);
}

/** What a refusal withholds: any read of a thing that is followed, else the same call. */
export function withheldKey(call: Pick<CallFact, 'class' | 'path' | 'resource' | 'command'>): string {
  const { path, resource, command } = call;
  return isFollowed(call) && resource !== null ? resource : `${path} ${resource} ${command}`;
}
