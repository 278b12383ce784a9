// The sums of an installation report, one row for each user, charger or card (zaptec-api.md §3.14, §10.16).
import { energyKwh } from '../../world/ended-session.ts';
import type { CloudRow } from '../../world/simulated-world.ts';
import type { ReportRequest } from './report-request.ts';
import type { ToldSession } from './told-sessions.ts';

const usPerHour = 3_600_000_000;

interface Group {
  /** Null: guests, whose row has no name and comes first. */
  readonly name: string | null;
  readonly head: CloudRow;
}

const guests: Group = { name: null, head: {} };

export function reportRows(told: readonly ToldSession[], groupedBy: ReportRequest['groupedBy']): CloudRow[] {
  const groups = new Map<string, { readonly group: Group; readonly members: ToldSession[] }>();
  for (const one of told) {
    const [key, group] = groupOf(one, groupedBy);
    const found = groups.get(key);
    if (found) found.members.push(one);
    else groups.set(key, { group, members: [one] });
  }
  return [...groups.values()]
    .sort((a, b) => compare(a.group.name ?? '', b.group.name ?? ''))
    .map(({ group, members }) => ({ ...group.head, ...sums(members) }));
}

function groupOf({ charger, holder }: ToldSession, groupedBy: ReportRequest['groupedBy']): [key: string, Group] {
  if (groupedBy === 'Charger') {
    return [charger.id, { name: charger.name, head: { GroupAsString: charger.name } }];
  }
  if (holder === null) return ['', guests];
  const { person, cardName } = holder;
  if (groupedBy === 'Token') return [cardName, { name: cardName, head: { GroupAsString: cardName } }];
  const details = { Id: person.id, Email: person.email, FullName: person.fullName };
  return [person.id, { name: person.fullName, head: { GroupAsString: person.fullName, UserDetails: details } }];
}

function sums(members: readonly ToldSession[]): CloudRow {
  const energy = members.reduce((sum, { session }) => sum + energyKwh(session), 0);
  const durationUs = members.reduce((sum, { session }) => sum + session.endUs - session.startUs, 0);
  return {
    TotalChargeSessionCount: members.length,
    TotalChargeSessionEnergy: Number(energy.toFixed(3)),
    TotalChargeSessionDuration: durationUs / usPerHour,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
