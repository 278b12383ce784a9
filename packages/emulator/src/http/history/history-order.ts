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

/** Total: no two sessions are equal, so that pages of one size hold each session once. */
export function inOrder(told: ToldSession[], query: HistoryQuery, form: RestTimeForm): ToldSession[] {
  const asked = keys.get(query.sortProperty?.toLowerCase() ?? '');
  const direction = query.sortDescending ? -1 : 1;
  return told.sort(
    (a, b) =>
      byGroup(a, b, query.groupBy, form) ||
      (asked ? direction * compare(asked(a), asked(b)) : 0) ||
      b.session.endUs - a.session.endUs ||
      compare(a.session.id, b.session.id),
  );
}

function byGroup(a: ToldSession, b: ToldSession, groupBy: HistoryQuery['groupBy'], form: RestTimeForm): number {
  switch (groupBy) {
    case null:
      return 0;
    case 'charger':
      return compare(a.charger.id, b.charger.id);
    case 'day':
      return compare(dayOf(b, form), dayOf(a, form));
    case 'user':
      return compare(a.holder?.person.id ?? '', b.holder?.person.id ?? '');
  }
}

const dayUs = 86_400_000_000;

function dayOf({ session }: ToldSession, form: RestTimeForm): number {
  return Math.floor(shownUs(session.endUs, form) / dayUs);
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
