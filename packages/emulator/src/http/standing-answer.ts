// What a caller is told of how it stands: a header on each answer to a known account, and the 403 of who is shut out.
// The real cloud has no such header and no such body: both are ours, named so that nobody takes them for its word.
import type { Standing } from '@fairlead/policy';
import type { CloudAnswer } from './cloud-request.ts';

const standingHeader = 'x-fairlead-standing';

/** `warned; points=12; clauses=state-cache; fades=2026-11-20T15:00:00Z`; a header of ASCII words, no sentence. */
export function standingWords(standing: Standing): string {
  const points = `points=${Math.round(standing.points * 10) / 10}`;
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

export function withStanding(answer: CloudAnswer, standing: Standing): CloudAnswer {
  return { ...answer, headers: { ...answer.headers, [standingHeader]: standingWords(standing) } };
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

/** Rounded up: who waits until then is let in. */
function inSeconds(atMs: number): string {
  return new Date(Math.ceil(atMs / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
