import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoPlan } from '../fleets/demo.ts';
import { fleetPlan } from '../fleets/fleet.ts';
import type { InstallationPlan } from '../fleets/world-plan.ts';
import { mostTicks } from './charger-state.ts';
import { readingIntervalMs } from './ocmf.ts';
import { pastOf } from './past-sessions.ts';

const dayMs = 86_400_000;
const openedAtMs = Date.UTC(2026, 10, 20, 15);

function rememberedBy(seed: number, site: InstallationPlan, place: number, pastDays: number) {
  const plan = site.chargers[place];
  if (!plan) throw new Error(`no charger ${place}`);
  const past = pastOf({ seed, index: place, plan, site }, openedAtMs, pastDays);
  expect(past.last()).toEqual(past.sessions().at(-1));
  return past.sessions();
}

describe('what a charger remembers of the time before its world', () => {
  it('is in order: no overlap, no gap in the meter, ticks on the hour or quarter, all before the opening', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(5), fc.nat(120), (seed, place, days) => {
        const [, site] = demoPlan(seed, 1).installations;
        const plan = site?.chargers[place % 4];
        if (!site || !plan) throw new Error('no such charger');
        const past = rememberedBy(seed, site, place % 4, days);
        let [lastUs, lastWh, page] = [0, plan.meterKwh * 1000, past[0]?.page ?? 0];
        for (const session of past) {
          expect(session.startUs).toBeGreaterThan(lastUs);
          expect(session.startWh).toBe(lastWh);
          expect(session.page).toBe(page++);
          const wallMs = session.ticks.filter((_, at) => at % 2 === 0);
          const meterWh = [session.startWh, ...session.ticks.filter((_, at) => at % 2 === 1), session.endWh];
          expect(wallMs.every((atMs) => atMs % readingIntervalMs(plan.model) === 0)).toBe(true);
          expect(wallMs.every((atMs) => atMs * 1000 > session.startUs && atMs * 1000 < session.endUs)).toBe(true);
          expect(wallMs.length).toBeLessThanOrEqual(mostTicks);
          expect(meterWh).toEqual(meterWh.toSorted((a, b) => a - b));
          [lastUs, lastWh] = [session.endUs, session.endWh];
        }
        expect(past.length).toBeGreaterThan(0);
        const sinceMs = 'sinceMs' in plan.opening ? plan.opening.sinceMs : 0;
        expect(lastUs / 1000).toBeLessThan(openedAtMs - sinceMs);
        expect(new Set(past.map(({ id }) => id)).size).toBe(past.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is about ninety days long in a small world and one session long in a large one', () => {
    const small = fleetPlan(4, { chargers: 40 });
    const large = fleetPlan(4, { chargers: 201 });
    const [smallSite, largeSite] = [small.installations[0], large.installations[0]];
    if (!smallSite || !largeSite) throw new Error('no site');
    const past = rememberedBy(4, smallSite, 2, small.pastDays);
    expect(past.length).toBeGreaterThan(60);
    expect(past[0]?.startUs).toBeLessThan((openedAtMs - 86 * dayMs) * 1000);
    expect(rememberedBy(4, largeSite, 2, large.pastDays)).toHaveLength(1);
  });

  it('knows residents with both their cards, neighbours and guests', () => {
    const [, site] = demoPlan(1, 1).installations;
    if (!site) throw new Error('no site');
    const tokens = rememberedBy(1, site, 1, 90).map(({ token }) => token);
    expect(tokens).toContain('nfc-5eed0003');
    expect(tokens).toContain('nfc-5pare0003');
    expect(tokens.some((token) => /^nfc-5eed000[245]$/.test(token))).toBe(true);
    expect(tokens.some((token) => /^nfc-[0-9a-f]{8}$/.test(token) && !token.startsWith('nfc-5eed'))).toBe(true);
  });
});
