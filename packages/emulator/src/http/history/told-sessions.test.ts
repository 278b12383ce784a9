import { expect, test } from 'vitest';
import { manualClock } from '../../../../../test/manual-clock.ts';
import { namedAccounts } from '../../fleets/accounts.ts';
import { createSwitches } from '../../switches/switches.ts';
import { createWorld } from '../../world/world.ts';
import type { DataCall } from '../data-call.ts';
import { type SessionFilter, toldSessions } from './told-sessions.ts';

const everything: SessionFilter = { installationId: null, chargerId: null, userId: null, fromUs: null, toUs: null };

function told(roles: number, filter: Partial<SessionFilter> = {}) {
  const clock = manualClock();
  const world = createWorld({ clock, seed: 1, fleet: 'demo', tempo: 1 });
  const account = { ...namedAccounts(1).user, rolesIn: () => roles, consentedAtMs: () => null };
  const call: DataCall = { account, params: {}, query: new Map(), body: new Uint8Array(), host: undefined };
  return toldSessions(call, { world, clock, switches: createSwitches() }, { ...everything, ...filter });
}

test('Service sees every session and nobody: neither by row nor by asking for one person', () => {
  expect(told(4).length).toBe(told(2).length);
  expect(told(2).some(({ holder }) => holder !== null)).toBe(true);
  expect(told(4).every(({ holder }) => holder === null)).toBe(true);
  expect(told(4, { userId: namedAccounts(1).user.sub })).toEqual([]);
});

test('who has no role sees none', () => {
  expect(told(0)).toEqual([]);
});
