// UNWRITTEN
import type { Clause } from '../clause.ts';

export const secretsConfidential: Clause = {
  id: 'secrets-confidential',
  kind: 'conduct',
  title: '',
  section: ['4'],
  why: '',
  source: { kind: 'policy', where: '', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [],
  severity: 'critical',
  escalates: null,
  implies: [],
  remedy: '',
  decided: '',
  judged: '',
  examples: { keeps: '', breaks: null },
  ask: () => null,
  due: null,
};
