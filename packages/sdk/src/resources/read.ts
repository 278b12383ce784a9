// What a read gives beside its value: how old it is, and why it is not the cloud's own, whole or newest answer.
import { type Parsed, userRoles, type WrongShape } from '@fairlead/protocol';
import { failure } from '../explain/failure.ts';
import type { SdkError } from '../sdk-error.ts';

/** A value that a read gave. */
export interface Read<T> {
  /** What was asked for. */
  readonly value: T;
  /** When the cloud told it, ms since 1970 UTC; null where no answer of the cloud did. */
  readonly readAtMs: number | null;
  /** Null for the cloud's own answer, as new as the policy lets it be. Else a sentence: what this is instead, and why. */
  readonly reason: string | null;
}

/** Who asks, and for how long. */
export interface Asking {
  /** The local app that asks; default null, the program itself. @example 'energy-page' */
  readonly app?: string | null;
  /** Takes the call back while it waits. Default: it waits as long as it takes. @example AbortSignal.timeout(30_000) */
  readonly signal?: AbortSignal;
}

/** What every call of a caller shares: nothing is opened by it, and it goes before the account's own reads. */
export function askedBy({ app = null, signal }: Asking) {
  return { cause: 'user', lane: 'interactive', app, ...(signal && { signal }) } as const;
}

/** @throws SdkError `unreadable-answer`, naming the field and never its value */
export function readable<T>(what: string, parsed: Parsed<T>): T {
  if (parsed.kind === 'ok') return parsed.value;
  throw failure(`read ${what}`, 'unreadable-answer', {
    happened: `"${parsed.field}" should be ${parsed.expected} and is ${parsed.got}`,
  });
}

/** A sum or a tree of which a part cannot be read would be a wrong one. */
export function unwhole(what: string, { field }: WrongShape): SdkError {
  return failure(`read ${what} as a whole`, 'unreadable-answer', { happened: `"${field}" has a wrong shape` });
}

/**
 * The most that an account may do, in the portal's words. The constants call Service `Maintainer`; Administrator counts
 * as it. Source: zaptec-api.md §2.8.
 */
export type Role = 'Owner' | 'Service' | 'User' | 'none';

/**
 * What a list may be narrowed to: things at which the account has one of these roles, beside whatever else it has.
 * Source: zaptec-api.md §2.8.
 */
export type ListedRole = Exclude<Role, 'none'>;

const bitsOfRoles: Readonly<Record<ListedRole, number>> = {
  Owner: userRoles.Owner,
  Service: userRoles.Maintainer | userRoles.Administrator,
  User: userRoles.User,
};

/** @param bits of `CurrentUserRoles`; without roles every thing is asked for */
export function hasRole(bits: number, roles: readonly ListedRole[] | undefined): boolean {
  return roles === undefined || roles.some((role) => (bits & bitsOfRoles[role]) !== 0);
}

/** What an account is at a thing, by the bits of its `CurrentUserRoles`. Throws nothing: what is no number is `none`. */
export function roleOf(roles: number): Role {
  if (typeof roles !== 'number') return 'none';
  if ((roles & userRoles.Owner) !== 0) return 'Owner';
  if ((roles & (userRoles.Maintainer | userRoles.Administrator)) !== 0) return 'Service';
  return (roles & userRoles.User) === 0 ? 'none' : 'User';
}
