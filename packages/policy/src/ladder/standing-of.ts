// Reads the ladder: how a subject stands at an instant. Suspensions end and warnings fade here, by time alone.
// Invariant: reading changes nothing.
import { isSubject, type Subject } from '../breach.ts';
import { inWords, PolicyError } from '../policy-error.ts';
import { generalAccess, type Tier } from '../terms.ts';
import { goodStandingSentence, warnedSentence } from './explain.ts';
import { fadesToAtMs } from './fading.ts';
import type { Ladder } from './ladder.ts';
import type { LadderNumbers } from './ladder-rules.ts';
import { needLadder } from './need-ladder.ts';
import type { BareStanding, Standing } from './standing.ts';
import { kindAt, openSubject, pointsAt, type SubjectRecord } from './subject-record.ts';

/**
 * How this subject stands at `nowMs` (milliseconds since 1970); who is not known stands well. Throws `bad-time`,
 * `bad-subject`, `bad-ladder`.
 *
 * @example
 * const { kind, sentence } = standingOf(openLadder(), { kind: 'account', id: 'main' }, 0);
 * [kind, sentence]; // → ['good-standing', 'In good standing: nothing counts against it.']
 */
export function standingOf(ladder: Ladder, subject: Subject, nowMs: number): Standing {
  return told(bareStandingOf(ladder, subject, nowMs), ladder.rules);
}

/**
 * The same without the sentence, for whoever asks with every call. Throws `bad-time`, `bad-subject`, `bad-ladder`.
 *
 * @example
 * const { kind, points } = bareStandingOf(openLadder(), { kind: 'account', id: 'main' }, 0);
 * [kind, points]; // → ['good-standing', 0]
 */
export function bareStandingOf(ladder: Ladder, subject: Subject, nowMs: number): BareStanding {
  needLadder(ladder, 'tell a standing');
  if (!isSubject(subject)) {
    throw new PolicyError(
      'bad-subject',
      'Failed to tell a standing: the subject is no account and no address. Name its kind and id.',
    );
  }
  const held = ladder.subjects[subject.kind].get(subject.id) ?? openSubject(subject);
  return standingAt(held, instant(nowMs), ladder.rules);
}

/**
 * How everybody stands whom the ladder knows: accounts first, each kind by id. Throws `bad-time`, `bad-ladder`.
 *
 * @example
 * const opened = openLadder();
 * const subject = { kind: 'account', id: 'main' } as const;
 * weigh(opened, { clause: 'state-cache', subject, severity: 'minor', atMs: 0, what: 'read twice in 9 s' });
 * standings(opened, 0).map(({ kind, points }) => [kind, points]); // → [['good-standing', 1]]
 */
export function standings(ladder: Ladder, nowMs: number): readonly Standing[] {
  needLadder(ladder, 'tell standings');
  const { account, address } = ladder.subjects;
  const askedMs = instant(nowMs);
  return [account, address].flatMap((records) =>
    [...records.values()].sort(byId).map((held) => told(standingAt(held, askedMs, ladder.rules), ladder.rules)),
  );
}

/**
 * What the account may do: what an operator gave it, or else `generalAccess`. Throws `bad-ladder`.
 *
 * @example
 * tierOf(openLadder(), 'main'); // → { name: 'General Access', ratePerSecond: 10, burst: 15 }
 */
export function tierOf(ladder: Ladder, accountId: string): Tier {
  needLadder(ladder, 'tell a tier');
  return ladder.tiers.get(accountId) ?? generalAccess;
}

function byId({ subject: one }: SubjectRecord, { subject: other }: SubjectRecord): number {
  return one.id < other.id ? -1 : 1;
}

/** The instant that was asked for. Throws `bad-time` where it is none. */
export function instant(askedMs: number): number {
  if (Number.isFinite(askedMs)) return askedMs;
  const what = `Failed to tell a standing: ${inWords(askedMs)} is no instant. Give milliseconds since 1970.`;
  throw new PolicyError('bad-time', what);
}

/** An instant before the latest told one is answered as of that: the ladder keeps no past. */
function standingAt(held: SubjectRecord, askedMs: number, rules: LadderNumbers): BareStanding {
  const atMs = Math.max(askedMs, held.seenAtMs);
  const { subject, warning, suspension, termination } = held;
  const points = pointsAt(held, atMs, rules);
  if (termination !== null) {
    const { step, clause } = termination;
    return { kind: 'terminated', subject, atMs, points, step, sinceMs: step.atMs, clause };
  }
  if (suspension !== null && atMs < suspension.untilMs) {
    const { step, clause, untilMs } = suspension;
    return { kind: 'suspended', subject, atMs, points, step, sinceMs: step.atMs, untilMs, clause };
  }
  if (warning !== null && kindAt(held, atMs, rules) === 'warned') {
    const { step, atMs: sinceMs } = warning;
    const fadesAtMs = fadesToAtMs(held.points, held.seenAtMs, rules.warningFadesPoints, rules.halfLifeMs);
    return { kind: 'warned', subject, atMs, points, step, sinceMs, fadesAtMs };
  }
  return { kind: 'good-standing', subject, atMs, points };
}

function told(standing: BareStanding, rules: LadderNumbers): Standing {
  switch (standing.kind) {
    case 'terminated':
    case 'suspended':
      return { ...standing, sentence: standing.step.because.sentence };
    case 'warned':
      return { ...standing, sentence: warnedSentence(standing.step, standing.fadesAtMs) };
    case 'good-standing':
      return { ...standing, sentence: goodStandingSentence(standing.points, rules) };
  }
}
