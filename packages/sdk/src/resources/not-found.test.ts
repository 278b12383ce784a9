import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { NotFound } from './not-found.ts';

test('what was not found is known for an hour, in any case, and ten thousand of it', async () => {
  const clock = manualClock();
  const unknown = new NotFound(clock);
  unknown.add('ZAP000001');
  expect([unknown.has('zap000001'), unknown.has('ZAP000002')]).toEqual([true, false]);
  await clock.advanceBy(3_599_999);
  expect(unknown.has('ZAP000001')).toBe(true);
  await clock.advanceBy(1);
  expect(unknown.has('ZAP000001')).toBe(false);
  for (let number = 0; number <= 10_000; number++) unknown.add(`x${number}`);
  expect([unknown.has('x0'), unknown.has('x1'), unknown.has('x10000')]).toEqual([false, true, true]);
});
