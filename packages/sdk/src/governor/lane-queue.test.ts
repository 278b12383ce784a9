import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lane, lanes } from '../account.ts';
import { LaneQueue } from './lane-queue.ts';

function serveAll(queue: LaneQueue<string>, count: number): string[] {
  const served: string[] = [];
  for (let n = 0; n < count; n++) {
    const place = queue.peek();
    if (!place) break;
    served.push(queue.item(place));
    queue.serve(place);
  }
  return served;
}

describe('lanes', () => {
  it('let a command overtake everything that waits, within one slot', () => {
    for (let before = 0; before < 60; before++) {
      const queue = new LaneQueue<string>();
      for (const lane of ['interactive', 'sync', 'background'] as const) {
        for (let n = 0; n < 100; n++) queue.push(lane, null, lane);
      }
      serveAll(queue, before);
      queue.push('command', 'app', 'command');
      expect(serveAll(queue, 2)).toContain('command');
    }
  });

  it('keep every lane moving under a flood of higher ones: at least once in 26 slots', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lanes), { minLength: 200, maxLength: 400 }), (floods) => {
        const queue = new LaneQueue<Lane>();
        const passedSlots = new Map<Lane, number>();
        for (const lane of lanes) for (let n = 0; n < 5; n++) queue.push(lane, null, lane);
        for (const flood of floods) {
          queue.push(flood, null, flood);
          queue.push('command', null, 'command');
          const place = queue.peek();
          if (!place) throw new Error('Something waits, so somebody must be next.');
          const served = queue.item(place);
          queue.serve(place);
          for (const lane of lanes) passedSlots.set(lane, lane === served ? 0 : (passedSlots.get(lane) ?? 0) + 1);
          queue.push(served, null, served);
          for (const lane of lanes) expect(passedSlots.get(lane)).toBeLessThanOrEqual(26);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('share a lane among apps in turns: one call of a quiet app passes a thousand of a loud one', () => {
    const queue = new LaneQueue<string>();
    for (let n = 0; n < 1000; n++) queue.push('interactive', 'loud', `loud-${n}`);
    queue.push('interactive', 'quiet', 'quiet-0');
    queue.push('interactive', null, 'own-0');
    expect(serveAll(queue, 3)).toEqual(['loud-0', 'quiet-0', 'own-0']);
    expect(serveAll(queue, 2)).toEqual(['loud-1', 'loud-2']);
  });

  it('give an app of weight three three calls in its turn', () => {
    const queue = new LaneQueue<string>((app) => (app === 'heavy' ? 3 : 1));
    for (let n = 0; n < 6; n++) {
      queue.push('sync', 'heavy', 'heavy');
      queue.push('sync', 'light', 'light');
    }
    expect(serveAll(queue, 8)).toEqual(['heavy', 'heavy', 'heavy', 'light', 'heavy', 'heavy', 'heavy', 'light']);
  });

  it('keep the order of one app, lose nothing and invent nothing, whoever leaves in between', () => {
    const step = fc.record({
      lane: fc.constantFrom(...lanes),
      app: fc.constantFrom('a', 'b', null),
      act: fc.constantFrom('push', 'push', 'serve', 'remove'),
      pick: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new LaneQueue<number>();
        const waiting = new Map<number, { place: ReturnType<LaneQueue<number>['push']>; group: string }>();
        steps.forEach(({ lane, app, act, pick }, number) => {
          if (act === 'push') waiting.set(number, { place: queue.push(lane, app, number), group: `${lane} ${app}` });
          const victim = [...waiting.entries()][pick % Math.max(1, waiting.size)];
          if (act === 'remove' && victim) {
            queue.remove(victim[1].place);
            waiting.delete(victim[0]);
          }
          const next = act === 'serve' ? queue.peek() : null;
          if (next) {
            const item = queue.item(next);
            const group = waiting.get(item)?.group;
            const older = [...waiting].filter(([other, entry]) => entry.group === group && other < item);
            expect(older).toEqual([]);
            queue.serve(next);
            expect(waiting.delete(item)).toBe(true);
          }
          expect(queue.length).toBe(waiting.size);
        });
      }),
      { numRuns: 100 },
    );
  });
});
