// UNWRITTEN
import type { Clause } from '../clause.ts';

export const freshData: Clause = {
  id: 'fresh-data',
  kind: 'duty',
  title: '',
  section: ['3'],
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
  due: () => null,
};
