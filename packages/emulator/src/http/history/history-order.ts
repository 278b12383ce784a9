// In which order the charge history tells its sessions: groups first, then what was asked for, else the newest first.
// Sorts before rows are made, since a row holds a whole OCMF record.
import { type RestTimeForm, shownUs } from '../../time-forms.ts';
import { energyKwh } from '../../world/ended-session.ts';
import type { HistoryQuery } from './history-query.ts';
import type { ToldSession } from './told-sessions.ts';

type Key = (told: ToldSession) => string | number;

const keys: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['id', ({ session }) => session.id],
  ['deviceid', ({ charger }) => charger.serial],
  ['devicename', ({ charger }) => charger.name],
  ['chargerid', ({ charger }) => charger.id],
  ['startdatetime', ({ session }) => session.startUs],
  ['enddatetime', ({ session }) => session.endUs],
  ['commitenddatetime', ({ session }) => session.committedUs],
  ['commitmetadata', ({ session }) => session.commit],
  ['energy', ({ session }) => energyKwh(session)],
  ['userid', ({ holder }) => holder?.person.id ?? ''],
  ['userfullname', ({ holder }) => holder?.person.fullName ?? ''],
  ['useremail', ({ holder }) => holder?.person.email ?? ''],
  ['tokenname', ({ holder }) => holder?.cardName ?? ''],
]);

/**
 * Total: no two sessions are equal, so that pages of one size hold each session once. What they are compared by is looked
 * up once for each: 250,000 sessions are compared 4,500,000 times.
 */
export function inOrder(told: readonly ToldSession[], query: HistoryQuery, form: RestTimeForm): ToldSession[] {
  const asked = keys.get(query.sortProperty?.toLowerCase() ?? '');
  if (query.groupBy === null && asked === undefined) return told.toSorted(latestFirst);
  const direction = query.sortDescending ? -1 : 1;
  const groups = ranked(told.map((one) => groupOf(one, query.groupBy, form)));
  const asks = ranked(told.map((one) => asked?.(one) ?? 0));
  const keyed = told.map((one, at) => ({ one, group: groups[at] as number, key: asks[at] as number }));
  keyed.sort((a, b) => a.group - b.group || direction * (a.key - b.key) || latestFirst(a.one, b.one));
  return keyed.map(({ one }) => one);
}

function latestFirst({ session: a }: ToldSession, { session: b }: ToldSession): number {
  return b.endUs - a.endUs || compare(a.id, b.id);
}

/** Words as numbers in the same order: a few people or chargers stand for many sessions. */
function ranked(values: readonly (string | number)[]): readonly number[] {
  const distinct = [...new Set(values)].sort(compare);
  const ranks = new Map(distinct.map((value, rank) => [value, rank]));
  return values.map((value) => ranks.get(value) as number);
}

/** The latest day first. */
function groupOf(told: ToldSession, groupBy: HistoryQuery['groupBy'], form: RestTimeForm): string | number {
  switch (groupBy) {
    case null:
      return 0;
    case 'charger':
      return told.charger.id;
    case 'day':
      return -dayOf(told, form);
    case 'user':
      return told.holder?.person.id ?? '';
  }
}

const dayUs = 86_400_000_000;

function dayOf({ session }: ToldSession, form: RestTimeForm): number {
  return Math.floor(shownUs(session.endUs, form) / dayUs);
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
