// Reading what changes slowly or is cached. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

export const kept = {
  // §2 "the /api/chargers/{id}/state endpoint utilises a 15-second cache"
  'state-cache': {
    'every 15 s': `
      0   state c1
      15  state c1
      30  state c1`,
    'two chargers side by side': `
      0  state c1
      1  state c2
      2  state c3`,
    'a read that failed held nothing to cache': `
      0    state c1 503 id=s
      0.6  state c1 200 try=2 of=s`,
  },
  // §2 "at a maximum of once an hour, or specifically when a new unknown charging station is detected"
  'list-cadence': {
    hourly: `
      0     list
      3600  list
      7200  list`,
    'both lists at the start': `
      0  list
      1  list installations`,
    'three pages are one read': `
      0   list page=0
      5   list page=1
      50  list page=2`,
    'a following page that failed is tried again': `
      0    list page=0
      50   list page=1 503 id=p
      100  list page=1 try=2 of=p`,
    'lists narrowed by name or installation': `
      0  list
      1  list name
      2  list name
      3  list inst`,
    'an unknown charger appears': `
      0     list
      600   list unknown
      3600  list
      4200  list unknown`,
  },
} as const satisfies KeptHistories;

export const broken = {
  'state-cache': {
    'every 5 s while a screen is open': {
      facts: '0 state c1\n 5 state c1\n 10 state c1',
      count: 2,
      first: 5,
      worst: 5,
      severity: 'minor',
    },
    'a millisecond too soon': {
      facts: '0 state c1\n 14.999 state c1',
      count: 1,
      first: 14.999,
      worst: 14.999,
      severity: 'minor',
    },
  },
  'list-cadence': {
    'every ten minutes': {
      facts: '0 list\n 600 list\n 1200 list\n 1500 list',
      count: 3,
      first: 600,
      worst: 1500,
      severity: 'minor',
    },
    'a page that comes too late begins a new read': {
      facts: '0 list page=0\n 61 list page=1',
      count: 1,
      first: 61,
      worst: 61,
      severity: 'minor',
    },
    'a following page twice': {
      facts: '0 list page=0\n 1 list page=1\n 2 list page=1',
      count: 1,
      first: 2,
      worst: 2,
      severity: 'minor',
    },
    'the first page again': {
      facts: '0 list page=0\n 1 list page=1\n 2 list page=0',
      count: 1,
      first: 2,
      worst: 2,
      severity: 'minor',
    },
    'a second unknown charger within the hour': {
      facts: '0 list\n 600 list unknown\n 1200 list unknown',
      count: 1,
      first: 1200,
      worst: 1200,
      severity: 'minor',
    },
  },
} as const satisfies BrokenHistories;
