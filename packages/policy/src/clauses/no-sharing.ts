// §4: API credentials are not shared with third parties.
import type { Clause } from '../clause.ts';

/** "Must not share their API credentials": not one token may leave. */
export const tokensHandedOut = 0;

export const noSharing: Clause = {
  id: 'no-sharing',
  kind: 'conduct',
  title: 'Share no credentials with third parties',
  section: ['4'],
  why: 'A token that was handed on acts in the name of its owner, and nobody can tell who used it.',
  source: { kind: 'policy', where: 'Fair Use policy §4, Security and Authentication', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [{ name: 'tokens handed out', value: tokensHandedOut, unit: 'tokens', source: 'policy' }],
  severity: 'critical',
  escalates: null,
  implies: [],
  remedy: "Give each local app a key of its own, and never return the cloud's token by any output.",
  decided: 'No call is stopped by it and nothing is due: only attestations speak to it.',
  judged:
    "Kept when no output returned a token of the cloud's and each local app has its own key. A single token handed out is an offence; a statement without a number shows nothing. From how many addresses an account calls shows nothing either: one deployment may have several, and they change.",
  examples: {
    keeps: `
      0  state c1
      5  attest cloud-tokens-handed-out 0
      5  attest apps-have-own-keys`,
    breaks: `
      0  state c1
      5  attest cloud-tokens-handed-out 1`,
  },
  ask: () => null,
  due: null,
};
