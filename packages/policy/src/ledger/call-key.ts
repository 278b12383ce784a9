// Names the same read made twice. Writes have no key: two commands to one charger may well differ.
import type { CallClass, Method } from '../fact.ts';

export interface Keyed {
  readonly class: CallClass;
  readonly method: Method;
  readonly path: string;
  readonly resource: string | null;
  readonly narrowing: 'none' | 'name' | 'installation';
  readonly page: number | null;
}

/** Null for writes and for logins, which `token-rate` spaces. Never equal to an id of a call: it holds a space. */
export function callKey(call: Keyed): string | null {
  if (call.method !== 'GET' || call.class === 'token') return null;
  return `${call.method} ${call.path} ${call.resource ?? ''} ${call.narrowing} ${call.page ?? 0}`;
}
