// §5: no advertising or sales, no malicious code, nothing unlawful. Declared, or nobody can tell.
import type { Clause } from '../clause.ts';

export const lawfulPurpose: Clause = {
  id: 'lawful-purpose',
  kind: 'conduct',
  title: 'Use the cloud for a lawful purpose',
  section: ['5'],
  why: 'No call tells what it is for; only the person who runs the program can say it.',
  source: { kind: 'policy', where: 'Fair Use policy §5, Prohibited Activities', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [],
  severity: null,
  escalates: null,
  implies: [],
  remedy:
    'Declare the purpose in the configuration: no unsolicited advertising or sales, no harmful code, nothing unlawful.',
  decided: 'No call is stopped by it and nothing is due: only attestations speak to it.',
  judged:
    'Kept when a person declares the purpose for every account seen, else it cannot be told. A program never calls it broken.',
  examples: {
    keeps: `
      0  state c1
      5  attest purpose-lawful operator`,
    breaks: null,
  },
  ask: () => null,
  due: null,
};
