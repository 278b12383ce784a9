// UNWRITTEN
import type { Clause } from '../clause.ts';

export const deprecatedEndpoint: Clause = {
  id: 'deprecated-endpoint',
  kind: 'limit',
  title: '',
  section: ['6'],
  why: '',
  source: { kind: 'policy', where: '', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy: '',
  decided: '',
  judged: '',
  examples: { keeps: '', breaks: null },
  ask: () => null,
  due: null,
};
