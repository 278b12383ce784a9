// Duties, and what only an attestation shows. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

export const kept = {
  // §2 "utilize the provided installation or UserGroups service bus subscriptions"
  'push-first': {
    'the stream is opened within the hour': `
      0     state c1
      1800  state c1
      1900  stream opened
      3700  state c1
      7200  state c1`,
    'a trial of 50 minutes': `
      0     state c1
      1500  state c1
      3000  state c1`,
    'a lost stream is opened again within the hour': `
      0      stream opened
      10     state c1
      3000   state c1
      3100   stream lost
      5000   state c1
      6600   stream opened
      8000   state c1`,
  },
} as const satisfies KeptHistories;

export const broken = {
  'push-first': {
    'polling for two hours': {
      facts: '0 state c1\n 1800 state c1\n 3600 state c1\n 5400 state c1\n 7200 state c1',
      count: 2,
      first: 5400,
      worst: 7200,
      severity: 'major',
    },
    'a stream that stays lost': {
      facts: '0 stream opened\n 0 state c1\n 600 stream lost\n 3500 state c1\n 4300 state c1',
      count: 1,
      first: 4300,
      worst: 4300,
      severity: 'major',
    },
  },
} as const satisfies BrokenHistories;
