import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Parked } from './parked.ts';

it('wakes everybody in the order of their instants, whoever leaves in between', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ untilMs: fc.nat(50), leaves: fc.boolean() })), (entries) => {
      const parked = new Parked<object>();
      const items = entries.map(({ untilMs, leaves }) => ({ untilMs, leaves }));
      for (const item of items) parked.add(item, item.untilMs);
      for (const item of items) if (item.leaves) expect(parked.remove(item)).toBe(true);
      const staying = items.filter(({ leaves }) => !leaves).map(({ untilMs }) => untilMs);
      const woken: number[] = [];
      for (let nowMs = 0; nowMs <= 50; nowMs++) {
        for (let item = parked.wake(nowMs); item; item = parked.wake(nowMs)) woken.push(nowMs);
      }
      expect(woken).toEqual(staying.sort((a, b) => a - b));
      expect(parked.length).toBe(0);
    }),
    { numRuns: 200 },
  );
});
