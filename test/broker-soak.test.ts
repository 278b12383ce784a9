import { expect, test } from 'vitest';
import { randomOf } from './broker-soak/random-of.ts';
import { soak } from './broker-soak/soak.ts';

test('for eight seconds of traffic with random kills every message is delivered at least once and none is lost', async () => {
  const result = await soak({ trafficMs: 8000, random: randomOf(1) });
  expect(result).toMatchObject({ missing: 0, left: 0, dropped: 0, deadLettered: 0 });
  expect(result.published).toBeGreaterThan(500);
  expect(result.kills).toBeGreaterThan(5);
  // Had nothing been cut or held while it was under way, this would prove nothing.
  expect(result.repeated).toBeGreaterThan(0);
  expect(result.lockExpired).toBeGreaterThan(0);
});
