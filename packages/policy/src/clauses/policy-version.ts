// §9: continued use is acceptance of the revised policy. Shown to a person and accepted, or nobody can tell.
import type { Clause } from '../clause.ts';

export const policyVersion: Clause = {
  id: 'policy-version',
  kind: 'conduct',
  title: 'Know and accept the policy in force',
  section: ['9'],
  why: 'Who goes on calling accepts the revised policy; a person should know what was accepted.',
  source: { kind: 'policy', where: 'Fair Use policy §9, Policy Updates', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [],
  severity: null,
  escalates: null,
  implies: [],
  remedy: 'Show what the new version changes to the person in charge, and journal who accepted it and when.',
  decided: 'No call is stopped by it and nothing is due: only attestations speak to it.',
  judged:
    'Kept when a person accepted exactly the version that is in force, for every account seen, else it cannot be told. A program never calls it broken.',
  examples: {
    keeps: `
      0  state c1
      5  attest policy-accepted operator version=2026-11`,
    breaks: null,
  },
  ask: () => null,
  due: null,
};
