// What a caller is told of how it stands: a header on each answer to a known account, and the 403 of who is shut out.
// The real cloud has no such header and no such body: both are ours, named so that nobody takes them for its word.
import type { BareStanding, Standing } from '@fairlead/policy';
import type { CloudAnswer } from './cloud-request.ts';

/** `warned; points=12; clauses=state-cache; fades=2026-11-20T15:00:00Z`; a header of ASCII words, no sentence. */
export function standingWords(standing: BareStanding): string {
  const points = `points=${tenthsOf(standing) / 10}`;
  switch (standing.kind) {
    case 'good-standing':
      return `${standing.kind}; ${points}`;
    case 'warned':
      return `${standing.kind}; ${points}; clauses=${standing.step.because.clauses.join(',')}; fades=${inSeconds(standing.fadesAtMs)}`;
    case 'suspended':
      return `${standing.kind}; ${points}; clauses=${standing.clause}; until=${inSeconds(standing.untilMs)}`;
    case 'terminated':
      return `${standing.kind}; ${points}; clauses=${standing.clause}`;
  }
}

/** Adds to an answer how its caller stands. The words are made anew only where they would read otherwise. */
export function createWithStanding(): (answer: CloudAnswer, standing: BareStanding) => CloudAnswer {
  /** One for each account that calls: five. */
  const latest = new Map<string, { readonly standing: BareStanding; readonly words: string }>();
  const wordsOf = (standing: BareStanding): string => {
    const known = latest.get(standing.subject.id);
    if (known && readsAlike(known.standing, standing)) return known.words;
    const words = standingWords(standing);
    latest.set(standing.subject.id, { standing, words });
    return words;
  };
  return (answer, standing) => ({
    ...answer,
    headers: { ...answer.headers, 'x-fairlead-standing': wordsOf(standing) },
  });
}

/** While the same step stands its clauses do; a suspension's end is that of its step. */
function readsAlike(one: BareStanding, other: BareStanding): boolean {
  if (tenthsOf(one) !== tenthsOf(other)) return false;
  switch (one.kind) {
    case 'good-standing':
      return other.kind === one.kind;
    case 'warned':
      return (
        other.kind === one.kind && one.step === other.step && secondsOf(one.fadesAtMs) === secondsOf(other.fadesAtMs)
      );
    case 'suspended':
    case 'terminated':
      return other.kind === one.kind && one.step === other.step;
  }
}

function tenthsOf({ points }: BareStanding): number {
  return Math.round(points * 10);
}

/** The 403 of a suspension or a termination; undefined for who may go on. */
export function shutOut(standing: Standing): CloudAnswer | undefined {
  switch (standing.kind) {
    case 'good-standing':
    case 'warned':
      return undefined;
    case 'suspended':
      return problem(standing.sentence, 'Suspended', {
        clause: standing.clause,
        until: inSeconds(standing.untilMs),
      });
    case 'terminated':
      return problem(standing.sentence, 'Terminated', { clause: standing.clause, until: null });
  }
}

function problem(
  detail: string,
  title: string,
  more: { readonly clause: string; readonly until: string | null },
): CloudAnswer {
  return {
    status: 403,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({ type: 'about:blank', title, status: 403, detail, ...more }),
  };
}

function inSeconds(atMs: number): string {
  return new Date(secondsOf(atMs) * 1000).toISOString().replace('.000Z', 'Z');
}

/** Rounded up: who waits until then is let in. */
function secondsOf(atMs: number): number {
  return Math.ceil(atMs / 1000);
}
