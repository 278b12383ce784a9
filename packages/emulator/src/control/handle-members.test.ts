// What a program of this process can do by the typed handle, another program can do by the control API, or there is a reason.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Emulator } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { controlRoutes } from './control-routes.ts';

/** The routes of a member, or why it has none. */
const members: Readonly<Record<string, readonly string[] | { readonly none: string }>> = {
  url: ['GET /doors'],
  controlUrl: ['GET /doors'],
  amqpPort: ['GET /doors'],
  amqpTlsPort: ['GET /doors'],
  caPem: ['GET /doors'],
  accounts: ['GET /accounts'],
  oauthClients: ['GET /oauth-clients'],
  fetch: { none: 'another program has a fetch of its own, and the socket' },
  messageSource: { none: 'another program reads the bus over AMQP' },
  'world.origin': ['GET /world'],
  'world.chargers': ['GET /chargers', 'GET /chargers/{id}'],
  'world.plug': ['POST /chargers/{id}/plug'],
  'world.unplug': ['POST /chargers/{id}/unplug'],
  'world.card': ['POST /chargers/{id}/card'],
  'world.replaceSession': ['POST /sessions/{id}/replace'],
  'world.setOffline': ['POST /chargers/{id}/offline'],
  'world.setOnline': ['POST /chargers/{id}/online'],
  'world.warn': ['PUT /chargers/{id}/warnings'],
  'world.manageElsewhere': ['PUT /chargers/{id}/managed-elsewhere'],
  'world.setMode': ['PUT /installations/{id}/mode'],
  'world.setAuthentication': ['PUT /installations/{id}/authentication'],
  'world.releaseFirmware': ['POST /firmware'],
  'world.notice': ['POST /notice'],
  'world.activateBus': ['POST /subscriptions'],
  'faults.plan': ['POST /faults'],
  'faults.failNext': ['POST /faults'],
  'faults.planned': ['GET /faults'],
  'faults.clear': ['DELETE /faults'],
  'faults.skewChargerClocks': ['PUT /charger-clocks'],
  'faults.detachReaders': ['POST /bus'],
  'faults.cutBus': ['POST /bus'],
  'faults.restoreBus': ['POST /bus'],
  'faults.rotateBusKeys': ['POST /bus'],
  'faults.removeSubscription': ['DELETE /subscriptions/{id}'],
  'faults.revokeTokens': ['DELETE /tokens'],
  'faults.publishRaw': ['POST /installations/{id}/messages'],
  'faults.goDark': ['POST /http'],
  'faults.comeBack': ['POST /http'],
  'scenario.now': ['GET /scenario'],
  'scenario.start': ['PUT /scenario'],
  'scenario.end': ['DELETE /scenario'],
  'scenario.onLine': { none: 'a listener is a function; another program asks' },
  'switches.get': ['GET /switches'],
  'switches.all': ['GET /switches'],
  'switches.set': ['PATCH /switches'],
  'switches.reset': ['DELETE /switches'],
  'switches.onChange': { none: 'a listener is a function; another program asks' },
  'operator.standings': ['GET /standings'],
  'operator.standingOf': ['GET /accounts/{id}/standing', 'GET /standings'],
  'operator.steps': ['GET /steps'],
  'operator.actions': ['GET /operator-actions'],
  'operator.tierOf': ['GET /accounts/{id}/tier'],
  'operator.report': ['GET /findings'],
  'operator.reinstate': ['POST /operator-actions'],
  'operator.waive': ['POST /operator-actions'],
  'operator.endWaiver': ['POST /operator-actions'],
  'operator.setTier': ['POST /operator-actions'],
  calls: ['GET /calls'],
  streamEvents: ['GET /stream-events'],
  callCounts: ['GET /call-counts', 'GET /world'],
  clock: ['GET /clock', 'PUT /clock'],
  snapshot: ['GET /snapshot'],
  restore: ['PUT /snapshot'],
  reset: ['POST /reset'],
  stop: {
    none: 'whoever started the process ends it; a program that could end it from outside would end it for others',
  },
};

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ doors: 'in-process', clock: manualClock(), fleet: { chargers: 1 } });
});
afterAll(() => emulator.stop());

/** Members of the handle; of its parts that are handles themselves each of theirs. */
function membersOf(handle: Emulator): string[] {
  return Object.entries(handle).flatMap(([name, member]) => {
    const isHandle =
      typeof member === 'object' && member !== null && Object.values(member).some((one) => typeof one === 'function');
    return isHandle ? Object.keys(member).map((inner) => `${name}.${inner}`) : [name];
  });
}

test('each member of the handle has a route, or a reason why not', () => {
  expect(membersOf(emulator).sort()).toEqual(Object.keys(members).sort());
});

test('each route is there for a member of the handle', () => {
  const named = Object.values(members).flatMap((member) => ('none' in member ? [] : member));
  expect(controlRoutes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...new Set(named)].sort());
});
