// §3: data retrieved from the cloud is handled as privacy law asks, the GDPR included.
import type { Clause } from '../clause.ts';

export const personalData: Clause = {
  id: 'personal-data',
  kind: 'conduct',
  title: 'Treat personal data as privacy law asks',
  section: ['3'],
  why: 'Charging tells who was where and when; the law gives people a say in it.',
  source: { kind: 'policy', where: 'Fair Use policy §3, Data Handling and Storage', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [],
  severity: 'major',
  escalates: null,
  implies: [],
  remedy:
    'List the personal fields, set a retention for each, make export and erasure work, redact the logs, and attest it.',
  decided: 'No call is stopped by it and nothing is due: only attestations speak to it.',
  judged:
    'Kept when the list of personal fields, the retention, export and erasure, and redacted logs are all attested for every account seen. Each statement that one of them fails is an offence; what nobody states cannot be told.',
  examples: {
    keeps: `
      0  state c1
      5  attest personal-fields-listed
      5  attest retention-set
      5  attest export-and-erasure-work
      5  attest logs-redacted`,
    breaks: `
      0  state c1
      5  attest retention-set fails`,
  },
  ask: () => null,
  due: null,
};
