// Which ended sessions are asked for, and the query that says so.
import { failure } from '../explain/failure.ts';
import type { SdkError } from '../sdk-error.ts';

/**
 * Sessions that ended from `from` on and before `to`, of one installation, of one charger, or of one person. The archive by
 * person is named in one text of the cloud's alone: elsewhere it may be refused (400). Source: zaptec-api.md §3.18.
 */
export type SessionWindow = {
  /** An instant: a Date, or ISO 8601 with a zone such as `2026-10-01T00:00:00Z`. */
  readonly from: Date | string;
  /** The end, exclusive; in the same form. @example new Date() */
  readonly to: Date | string;
} & (
  | {
      /** All sessions of the installation with this id. @example installation.id */
      readonly installationId: string;
      /** Default, and nothing else: one of the three is named, such as the installation. */
      readonly chargerId?: never;
      /** Default, and nothing else: one of the three is named, such as the installation. */
      readonly userId?: never;
    }
  | {
      /** The sessions at the charger with this id, which is no serial. @example charger.id */
      readonly chargerId: string;
      /** Default, and nothing else: one of the three is named, such as the charger. */
      readonly installationId?: never;
      /** Default, and nothing else: one of the three is named, such as the charger. */
      readonly userId?: never;
    }
  | {
      /** The sessions of this person. @example '5f9d2c1a-0000-4000-8000-000000000001' */
      readonly userId: string;
      /** Default, and nothing else: one of the three is named, such as the person. */
      readonly installationId?: never;
      /** Default, and nothing else: one of the three is named, such as the person. */
      readonly chargerId?: never;
    }
);

export interface WindowQuery {
  readonly From: string;
  readonly To: string;
  readonly InstallationId?: string;
  readonly ChargerId?: string;
  readonly UserId?: string;
}

const idNames = { installationId: 'InstallationId', chargerId: 'ChargerId', userId: 'UserId' } as const;

/** @throws SdkError `invalid-option` */
export function windowQuery({ from, to, ...ids }: SessionWindow): WindowQuery {
  const From = instantOf('from', from);
  const To = instantOf('to', to);
  if (From >= To) throw refused('its end is not after its beginning', 'Give an earlier `from`');
  const given = Object.entries(idNames).flatMap(([name, parameter]) => {
    const id = ids[name as keyof typeof idNames];
    return id === undefined ? [] : [[parameter, id] as const];
  });
  if (given.length !== 1)
    throw refused(
      `it names ${given.length === 0 ? 'no' : 'more than one'} installation, charger or person`,
      'Give the id of one: installationId, chargerId or userId',
    );
  return { From, To, ...Object.fromEntries(given) };
}

/** A text without a zone would be the machine's own time: refused. */
function instantOf(name: 'from' | 'to', given: Date | string): string {
  const zoned = typeof given !== 'string' || /(?:Z|[+-]\d\d:\d\d)$/.test(given);
  const atMs = typeof given === 'string' ? Date.parse(given) : given.getTime();
  if (zoned && Number.isFinite(atMs)) return new Date(atMs).toISOString();
  throw refused(`\`${name}\` is no instant`, 'Give a Date, or a text like 2026-10-01T00:00:00Z');
}

function refused(why: string, remedy: string): SdkError {
  const happened = `the window cannot be used, ${why}`;
  return failure('ask for sessions', 'invalid-option', { happened, remedy });
}
