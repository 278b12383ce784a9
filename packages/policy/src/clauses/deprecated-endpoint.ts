// §6: dying interfaces may change without notice. Whoever has seen the replacement work uses the replacement.
import type { Clause } from '../clause.ts';
import type { Decision } from '../decision.ts';
import { replacements } from './deprecated-calls.ts';

/** A replacement that answered 200 within the last day works for the account. */
export const replacementWorksMs = 86_400_000;
/** What left before the replacement's answer could be read is on its way still. */
export const answerReadMs = 1000;

interface Answers {
  readonly replacement: string;
  readonly note: Decision;
  readonly never: Decision;
}

const answers: ReadonlyMap<string, Answers> = new Map(
  Object.entries(replacements).map(([path, replacement]) => [path, answersOf(path, replacement)]),
);

export const deprecatedEndpoint: Clause = {
  id: 'deprecated-endpoint',
  kind: 'limit',
  title: 'Leave deprecated calls once their replacement works',
  section: ['6'],
  why: 'What is deprecated will end; whoever moves in time is not broken by that day, and lets the old door close.',
  source: { kind: 'published', where: 'zaptec-api.md §1.5; Fair Use policy §6', date: '2026-11-22' },
  appliesTo: ['stream-details', 'history'],
  limits: [
    { name: 'deprecated calls while the replacement works', value: 0, unit: 'calls', source: 'published' },
    { name: 'how long a replacement is known to work', value: replacementWorksMs, unit: 'ms', source: 'courtesy' },
    {
      name: 'sent before its answer could be read',
      value: answerReadMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy:
    'Read the connection details of the user group instead of the installation, and archived sessions instead of the charge history.',
  decided:
    'A deprecated call may go, with a note that names its replacement. Once the replacement has answered 200 for the account, the deprecated call is never made for a day from then.',
  judged:
    'Each deprecated call that was sent within a day of a 200 from its replacement, and a second or more after it. Any other deprecated call is kept, and counted beside the verdict: no replacement is known for this account.',
  examples: {
    keeps: '0   group-details g1 403\n10  details-of-stream i1',
    breaks: '0   group-details g1\n10  details-of-stream i1',
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'stream-details' && intent.class !== 'history') return null;
    const answer = intent.method === 'GET' ? answers.get(intent.path) : undefined;
    if (answer === undefined) return null;
    const workedAtMs = ledger.heavy.workedAtMs(answer.replacement);
    const unread = ledger.exact && nowMs >= workedAtMs && nowMs < workedAtMs + answerReadMs;
    return nowMs < workedAtMs + replacementWorksMs && !unread ? answer.never : answer.note;
  },
  due: null,
};

function answersOf(path: string, replacement: string): Answers {
  return {
    replacement,
    note: {
      kind: 'go',
      note: `GET ${path} is deprecated, and no replacement is known for this account: try GET ${replacement}.`,
    },
    never: {
      kind: 'never',
      clause: 'deprecated-endpoint',
      instead: `GET ${replacement}, which works for this account`,
    },
  };
}
