// UNWRITTEN
import type { Clause } from '../clause.ts';

export const localState: Clause = {
  id: 'local-state',
  kind: 'limit',
  title: '',
  section: ['2'],
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
