// Which streams of an account are open and which it may not have, as the history shows it: of user groups, each of which
// may tell of every installation, and of single installations.
// Invariant: plain data of bounded size; what may be forgotten is held against nobody.
import { installationStreams } from '../clauses/stream-places.ts';
import type { CallFact, StreamFact } from '../fact.ts';
import { keepLatest } from './keep-latest.ts';

/** Of each kind: 64 by design, sixteen times over. 9 × 1,024 × about 100 bytes = 0.9 MB an account that has so many. */
export const maxStreams = 1024;
const never = Number.NEGATIVE_INFINITY;
/** Stands for whatever a fact does not name. */
const unnamed = '';

interface Kind {
  readonly open: Set<string>;
  /** By the latest that was said of each. */
  readonly allowed: Set<string>;
  readonly forbidden: Set<string>;
}

interface Own {
  closedAtMs: number;
  /** When the account came to be allowed it after it had been refused. */
  liftedAtMs: number;
}

export interface StreamsOfAccount {
  readonly group: Kind;
  readonly installation: Kind;
  readonly ofInstallation: Map<string, Own>;
  /** Installations whose stream was open at some time; and those of them that are refused now: their place is kept. */
  readonly opened: Set<string>;
  readonly waiting: Set<string>;
  /** When the last open stream was closed, the last one of a group, and when a place came free among all that were taken. */
  closedAtMs: number;
  groupsClosedAtMs: number;
  placeFreeAtMs: number;
  /** When a group's stream was allowed after none had been. */
  groupAllowedAtMs: number;
  /** When something was allowed after nothing but refusals; and after refusals that spoke for every installation. */
  liftedAtMs: number;
  liftedForAllAtMs: number;
}

export function noStreams(): StreamsOfAccount {
  return {
    group: { open: new Set(), allowed: new Set(), forbidden: new Set() },
    installation: { open: new Set(), allowed: new Set(), forbidden: new Set() },
    ofInstallation: new Map(),
    opened: new Set(),
    waiting: new Set(),
    closedAtMs: never,
    groupsClosedAtMs: never,
    placeFreeAtMs: never,
    groupAllowedAtMs: never,
    liftedAtMs: never,
    liftedForAllAtMs: never,
  };
}

export function noteEvent(streams: StreamsOfAccount, { bus, scope, event, atMs }: StreamFact): void {
  const { open, allowed } = streams[bus];
  if (event === 'message' && open.has(scope) && allowed.has(scope)) return;
  const wereTaken = placesTaken(streams);
  if (event === 'opened' || event === 'message') {
    allow(streams, bus, scope, atMs);
    addTo(open, scope);
    if (bus === 'installation') addTo(streams.opened, scope);
  } else {
    if (open.delete(scope)) noteClosed(streams, bus, scope, atMs);
    if (event === 'refused') forbid(streams, bus, scope);
  }
  noteFreePlace(streams, wereTaken, atMs);
}

/** What is refused without a name may be any of them; what is handed out without a name is one. */
export function noteDetails(streams: StreamsOfAccount, { status, resource, path, sentAtMs }: CallFact): void {
  const bus = path.startsWith('/api/userGroups/') ? 'group' : 'installation';
  const wereTaken = placesTaken(streams);
  if (status === 403) forbid(streams, resource === null ? 'group' : bus, resource ?? unnamed);
  if (status === 200) allow(streams, resource === null ? 'installation' : bus, resource ?? unnamed, sentAtMs);
  noteFreePlace(streams, wereTaken, sentAtMs);
}

/** Whether an open stream may tell of this installation; `installation` null: not known, so that any may. */
export function isTold({ group, installation: { open } }: StreamsOfAccount, installation: string | null): boolean {
  return group.open.size > 0 || (installation === null ? open.size > 0 : open.has(installation));
}

/** Whether every stream that might tell of this installation was refused, as far as is remembered. */
export function isWithheld(streams: StreamsOfAccount, installation: string | null): boolean {
  const { allowed, forbidden } = streams.installation;
  if (installation === null) return nothingAllowed(streams) && forbidden.size + streams.group.forbidden.size > 0;
  if (streams.group.allowed.size > 0) return false;
  const forgotten = forbidden.size >= maxStreams && !allowed.has(installation);
  return forbidden.has(installation) || forgotten || allAreRefused(streams);
}

/** Since when a stream that might tell of this installation could have been read and was not. */
export function missingSinceMs(streams: StreamsOfAccount, installation: string | null): number {
  if (installation === null) return Math.max(streams.closedAtMs, streams.liftedAtMs);
  const { groupsClosedAtMs, placeFreeAtMs, groupAllowedAtMs, liftedForAllAtMs } = streams;
  const own = streams.ofInstallation.get(installation);
  const byGroup = streams.installation.forbidden.has(installation) ? groupAllowedAtMs : never;
  const byOwn = Math.max(own?.closedAtMs ?? never, own?.liftedAtMs ?? never);
  return Math.max(groupsClosedAtMs, placeFreeAtMs, liftedForAllAtMs, byGroup, byOwn);
}

/** Whether as many installations have a stream as one account may. */
export function placesTaken({ installation, waiting }: StreamsOfAccount): boolean {
  return installation.open.size + waiting.size >= installationStreams;
}

function noteFreePlace(streams: StreamsOfAccount, wereTaken: boolean, atMs: number): void {
  if (wereTaken && !placesTaken(streams)) streams.placeFreeAtMs = atMs;
}

function noteClosed(streams: StreamsOfAccount, bus: StreamFact['bus'], scope: string, atMs: number): void {
  const { group, installation } = streams;
  if (bus === 'installation') noteOwn(streams, scope, { closedAtMs: atMs });
  else if (group.open.size === 0) streams.groupsClosedAtMs = atMs;
  if (group.open.size + installation.open.size === 0) streams.closedAtMs = atMs;
}

/** What was said without a name gives way to what is said next. */
function allow(streams: StreamsOfAccount, bus: StreamFact['bus'], scope: string, atMs: number): void {
  const { group, installation, waiting } = streams;
  if (isWithheld(streams, null)) streams.liftedAtMs = atMs;
  if (allAreRefused(streams)) streams.liftedForAllAtMs = atMs;
  if (bus === 'group' && group.allowed.size === 0) streams.groupAllowedAtMs = atMs;
  if (bus === 'installation' && installation.forbidden.has(scope)) {
    noteOwn(streams, scope, { liftedAtMs: group.allowed.size > 0 ? streams.groupAllowedAtMs : atMs });
  }
  if (bus === 'installation') waiting.delete(scope);
  streams[bus].forbidden.delete(scope);
  group.forbidden.delete(unnamed);
  addTo(streams[bus].allowed, scope);
}

function forbid(streams: StreamsOfAccount, bus: StreamFact['bus'], scope: string): void {
  streams[bus].allowed.delete(scope);
  streams.installation.allowed.delete(unnamed);
  addTo(streams[bus].forbidden, scope);
  if (bus === 'installation' && streams.opened.has(scope)) addTo(streams.waiting, scope);
}

function nothingAllowed({ group, installation }: StreamsOfAccount): boolean {
  return group.allowed.size + installation.allowed.size === 0;
}

/** The refusal of a group speaks for every installation, as its stream would have. */
function allAreRefused(streams: StreamsOfAccount): boolean {
  return nothingAllowed(streams) && streams.group.forbidden.size > 0;
}

function noteOwn({ ofInstallation }: StreamsOfAccount, installation: string, now: Partial<Own>): void {
  const before = ofInstallation.get(installation) ?? { closedAtMs: never, liftedAtMs: never };
  keepLatest(ofInstallation, installation, { ...before, ...now }, maxStreams);
}

function addTo(scopes: Set<string>, scope: string): void {
  if (scopes.size < maxStreams) scopes.add(scope);
}
