// Reading too soon.
import fc from 'fast-check';
import { listCall, stateCall } from '../call.ts';
import type { Breaches } from './breach.ts';

export const reading: Breaches = {
  'state-cache': (atMs) =>
    fc.integer({ min: 1, max: 14_999 }).map((gapMs) => ({
      facts: [stateCall({ sentAtMs: atMs }), stateCall({ sentAtMs: atMs + gapMs })],
      offences: 1,
    })),
  'list-cadence': (atMs) =>
    fc
      .record({
        gapMs: fc.integer({ min: 30, max: 3_599_999 }),
        path: fc.constantFrom('/api/chargers', '/api/installation'),
      })
      .map(({ gapMs, path }) => ({
        facts: [listCall({ sentAtMs: atMs, path }), listCall({ sentAtMs: atMs + gapMs, path })],
        offences: 1,
      })),
};
