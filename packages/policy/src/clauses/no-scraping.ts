// UNWRITTEN
import type { Clause } from '../clause.ts';

export const noScraping: Clause = {
  id: 'no-scraping',
  kind: 'limit',
  title: '',
  section: ['5'],
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
