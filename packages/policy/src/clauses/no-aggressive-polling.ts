// UNWRITTEN
import type { Clause } from '../clause.ts';

export const noAggressivePolling: Clause = {
  id: 'no-aggressive-polling',
  kind: 'limit',
  title: '',
  section: ['2', '5'],
  why: '',
  source: { kind: 'policy', where: '', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [],
  severity: 'major',
  escalates: null,
  implies: [],
  remedy: '',
  decided: '',
  judged: '',
  examples: { keeps: '', breaks: null },
  ask: () => null,
  due: null,
};
