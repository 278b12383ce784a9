// What a call is about, in the policy's words: of which thing, narrowed how, of which time. Told from the query, and from
// the body of a report. Invariant: never a name of a person, nor an id of one.
import { createHash } from 'node:crypto';
import { cloudFields, endpoint, parseCloudTime } from '@fairlead/protocol';
import type { CallRequest } from '../account.ts';
import type { GovernedCall } from '../governor/flight.ts';
import type { Query } from './transport.ts';

/** A call, but for who asks and how hasty it is; without a cause it is routine. */
export type CallSubject = Omit<CallRequest, 'lane' | 'app' | 'cause'> & Partial<Pick<CallRequest, 'cause'>>;

/** Where a call has no parameters. */
const nothing: Readonly<Record<string, never>> = Object.freeze({});

/**
 * What a call is about. A narrowed list is about what it is narrowed to, where that is an id or a serial and no name, and one
 * of candidates about its lookup key; a history about its charger or installation, and where it is narrowed to people or
 * chargers, about that choice.
 */
export function resourceOf(request: CallSubject): string | null {
  const { endpoint: id, params = nothing, query = nothing, cause } = request;
  const row = endpoint(id);
  if (row.class === 'list') {
    const bySerial = cause === 'unknown-charger' ? textOf(query['NameFilter']) : null;
    return bySerial ?? textOf(query['InstallationId']) ?? candidatesFor(query);
  }
  const inPath = params['id'] ?? params['installationId'] ?? null;
  if (inPath !== null || (row.class !== 'history' && row.class !== 'report')) return inPath;
  return choiceOf(request) ?? askedText(request, 'ChargerId') ?? askedText(request, 'InstallationId');
}

/** Candidates for a consent are no whole list: whoever reads the facts later must not take what is missing for gone. */
function candidatesFor(query: NonNullable<CallRequest['query']>): string | null {
  const lookupKey = textOf(query['ExcludeIfVisibleForUserGroupLookupKey']);
  return lookupKey && narrowedTo(lookupKey);
}

/** A name for the people or chargers that a history is narrowed to; never an id of a person. */
function choiceOf(request: CallSubject): string | null {
  const choice = ['UserId', 'UserIds', 'ChargerIds'].map((name) => askedOf(request, name) ?? null);
  if (choice.every((ids) => ids === null || (Array.isArray(ids) && ids.length === 0))) return null;
  const whole = [...choice, askedOf(request, 'InstallationId'), askedOf(request, 'ChargerId')];
  return narrowedTo(JSON.stringify(whole).toLowerCase());
}

function narrowedTo(text: string): string {
  return `narrowed-${markOf(text)}`;
}

function markOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** A parameter, from the query or from the body of a report; names without regard to case. */
function askedOf({ query = nothing, body }: CallSubject, name: string): unknown {
  return query[name] ?? cloudFields(body)?.get(name.toLowerCase());
}

export function askedText(request: CallSubject, name: string): string | null {
  return textOf(askedOf(request, name));
}

export function narrowingOf({ query = nothing }: CallSubject): 'none' | 'name' | 'installation' {
  if (query['NameFilter']) return 'name';
  return query['InstallationId'] ? 'installation' : 'none';
}

/** Pages that follow by cursor bear no number, but for the first. */
export function pageOf({ endpoint: id, query = nothing }: CallSubject): number | null {
  const { query: known } = endpoint(id);
  if (known.includes('PageIndex')) return numberOf(query['PageIndex'], 0);
  return known.includes('Cursor') && textOf(query['Cursor']) === null ? 0 : null;
}

/** By its mark one page is told from another: facts hold no query. */
export function cursorOf({ query = nothing }: CallSubject): string | null {
  const cursor = textOf(query['Cursor']);
  return cursor && markOf(cursor);
}

/** History is asked by a window; both ends must be given for it to be one. A date without a zone counts as UTC. */
export function windowOf(request: CallSubject): GovernedCall['window'] {
  const row = endpoint(request.endpoint);
  if (row.class !== 'history' && row.class !== 'report') return null;
  const instantOf = (...names: readonly string[]): number | undefined => {
    const text = names.map((name) => askedText(request, name)).find((given) => given !== null) ?? '';
    return parseCloudTime(text) ?? parseCloudTime(`${text}T00:00:00`);
  };
  const fromUs = instantOf('From', 'FromDate');
  const toUs = instantOf('To', 'EndDate');
  if (fromUs === undefined || toUs === undefined) return null;
  return { fromAtMs: Math.floor(fromUs / 1_000), toAtMs: Math.floor(toUs / 1_000) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A whole number from 0 up, or what to take instead. */
export function numberOf<T>(value: Query[string] | undefined, otherwise: T): number | T {
  const number = Number(value ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : otherwise;
}
