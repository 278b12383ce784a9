// §4: credentials and access tokens stay confidential.
import type { Clause } from '../clause.ts';

/** "Maintaining the confidentiality": not one secret may be seen. */
export const secretsSeen = 0;

export const secretsConfidential: Clause = {
  id: 'secrets-confidential',
  kind: 'conduct',
  title: 'Keep credentials and tokens confidential',
  section: ['4'],
  why: 'Whoever reads a token in a log can open every charger of the account.',
  source: { kind: 'policy', where: 'Fair Use policy §4, Security and Authentication', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [{ name: 'secrets in outputs, or stored in clear', value: secretsSeen, unit: 'secrets', source: 'policy' }],
  severity: 'critical',
  escalates: null,
  implies: [],
  remedy:
    'Remove the secret from where it was seen, change it at the cloud, redact outputs, encrypt the store and the transport.',
  decided: 'No call is stopped by it and nothing is due: only attestations speak to it.',
  judged:
    'Kept when a self-test found no secret in outputs and none stored in clear, and everything beyond loopback is encrypted. A single secret found is an offence; a statement without a number shows nothing.',
  examples: {
    keeps: `
      0  state c1
      5  attest secrets-in-outputs 0
      5  attest secrets-at-rest-in-clear 0
      5  attest transport-encrypted`,
    breaks: `
      0  state c1
      5  attest secrets-in-outputs 1`,
  },
  ask: () => null,
  due: null,
};
