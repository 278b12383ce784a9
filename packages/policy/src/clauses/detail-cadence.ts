// §2, Efficient Data Retrieval: details, structure and firmware change as slowly as lists do.
import type { Clause } from '../clause.ts';
import type { Decision, Intent } from '../decision.ts';
import type { CallClass } from '../fact.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isInstallationDetail, isLookup } from '../ledger/read-words.ts';
import { afterUpdateMs, detailSpacingMs, structureSpacingMs } from './detail-floors.ts';

/** How long to wait before asking again while a page of the same look-up is under way. */
const askAgainMs = 250;

export const detailCadence: Clause = {
  id: 'detail-cadence',
  kind: 'limit',
  title: 'Read details hourly, structure, firmware and constants daily at most',
  section: ['2'],
  why: 'Names, limits and firmware change by hand and seldom; whoever reads them with every poll doubles its load for nothing.',
  source: {
    kind: 'observed',
    where: 'Fair Use policy §2, Efficient Data Retrieval; zaptec-api.md §1.1 rules 28 to 31',
    date: '2026-11-22',
  },
  appliesTo: ['detail', 'hierarchy', 'firmware', 'constants', 'list'],
  limits: [
    { name: 'spacing of reads of one detail', value: detailSpacingMs, unit: 'ms', source: 'observed' },
    {
      name: 'spacing of one hierarchy, firmware or constants',
      value: structureSpacingMs,
      unit: 'ms',
      source: 'observed',
    },
    { name: 'after an installation update', value: afterUpdateMs, unit: 'ms', source: 'courtesy' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy:
    'Store details, hierarchy, firmware and constants, read them again after an hour or a day, and look an unknown serial up once.',
  decided:
    'A read waits until an hour after the same detail or look-up was read, a day for hierarchy, firmware and constants. Following pages of a look-up belong to it. After an accepted update of an installation its details may be read once more, 2 s later. A read that failed or was not answered does not count. What is held is the answer while it is younger than the floor.',
  judged:
    'The time between two served reads of the same thing at the same path is counted; a list narrowed by serial or installation is a look-up of what the fact names. One read of an installation from 2 s on after each accepted update of it is let pass and leaves the count as it was; where the receiver wrote the facts it cannot see which read that was, and says so. Look-ups that do not tell what they asked for cannot be told apart, which is said when they come within the hour.',
  examples: {
    keeps: `
      0     installation i1
      1     hierarchy i1
      600   update i1 other
      602   installation i1 cause=after-command
      3600  installation i1`,
    breaks: `
      0     installation i1
      600   installation i1
      1200  installation i1`,
  },
  ask(ledger, intent, nowMs) {
    const floorMs = floorOf(intent.class);
    if (floorMs !== null) return spaced(ledger, intent, floorMs, nowMs);
    return isLookup(intent) ? lookedUp(ledger, intent, nowMs) : null;
  },
  due: null,
};

function floorOf(name: CallClass): number | null {
  switch (name) {
    case 'detail':
      return detailSpacingMs;
    case 'hierarchy':
    case 'firmware':
    case 'constants':
      return structureSpacingMs;
    default:
      return null;
  }
}

function spaced({ reads }: Ledger, intent: Intent, floorMs: number, nowMs: number): Decision | null {
  const lastAtMs = reads.lastAtMs(intent, nowMs);
  const untilMs = lastAtMs + floorMs;
  if (untilMs <= nowMs) return null;
  const opened = intent.cause === 'after-command' && isInstallationDetail(intent);
  const update = opened ? reads.openings.openedBy(intent.resource ?? '', nowMs, true) : null;
  if (update === null) return localOrWait(intent, floorMs, untilMs, nowMs);
  // What is held is from before the update: it is no answer. A read under way must not be overtaken.
  const openAtMs = Math.min(untilMs, Math.max(lastAtMs, update.atMs + afterUpdateMs));
  return openAtMs > nowMs ? { kind: 'wait', untilMs: openAtMs, clause: 'detail-cadence' } : null;
}

function lookedUp({ reads }: Ledger, intent: Intent, nowMs: number): Decision | null {
  if (reads.lookups.underWay(intent, nowMs)) {
    return { kind: 'wait', untilMs: nowMs + askAgainMs, clause: 'detail-cadence' };
  }
  if (reads.lookups.follows(intent, intent.page ?? 0, nowMs)) return null;
  const untilMs = reads.lookups.lastAtMs(intent) + detailSpacingMs;
  return untilMs > nowMs ? localOrWait(intent, detailSpacingMs, untilMs, nowMs) : null;
}

function localOrWait(intent: Intent, floorMs: number, untilMs: number, nowMs: number): Decision {
  const freshUntilMs = (intent.heldSinceMs ?? Number.NEGATIVE_INFINITY) + floorMs;
  return freshUntilMs > nowMs
    ? { kind: 'local', freshUntilMs, clause: 'detail-cadence' }
    : { kind: 'wait', untilMs, clause: 'detail-cadence' };
}
