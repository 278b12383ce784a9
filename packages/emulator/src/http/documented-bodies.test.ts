// The table of documented bodies against the endpoints: each field of it is read, and no field of another body is.
import { endpoints, pathOf } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { documentedBodies, type EndpointWithBody, everyBodyField, unreadFields } from '../testing/documented-bodies.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';

const withBody = Object.keys(documentedBodies) as EndpointWithBody[];

test('every endpoint that takes more than an address has its row', () => {
  const posts = endpoints.filter(({ method }) => method !== 'GET').map(({ id }) => id);
  expect([...withBody, 'token', 'charger-command'].toSorted()).toEqual(posts.toSorted());
});

/** Where a car charges, so that there is a session. */
function placeOf({ emulator }: RehearsedCallers, endpoint: EndpointWithBody) {
  const charging = emulator.world.chargers().findLast(({ mode }) => mode === 3);
  const { id = '', installationId = '', observations } = charging ?? {};
  switch (endpoint) {
    case 'installation-update':
      return { path: pathOf(endpoint, { id: installationId }), body: {} };
    case 'charger-update':
      return { path: pathOf(endpoint, { id }), body: {} };
    case 'session-priority':
      return { path: pathOf(endpoint, { id: observations?.get(721)?.value ?? '' }), body: {} };
    case 'installation-report':
      return {
        path: pathOf(endpoint),
        body: { fromDate: '2026-10-01T00:00:00', endDate: '2026-11-01T00:00:00', installationId },
      };
  }
}

test.each(withBody)('%s refuses an object in each of its fields, and looks at no other', async (endpoint) => {
  await using cloud = await rehearsedCallers();
  const { path, body } = placeOf(cloud, endpoint);
  const statusWith = async (field: string) => {
    const sent = JSON.stringify({ ...body, [field]: { odd: true } });
    return [field, (await cloud.call('service', path, { method: 'POST', body: sent })).status];
  };
  const own: ReadonlySet<string> = new Set(documentedBodies[endpoint]);
  for (const field of new Set([...everyBodyField, 'sessionIds', 'name'])) {
    const isRead = own.has(field) && !unreadFields.has(field);
    expect(await statusWith(field)).toEqual([field, isRead ? 400 : 200]);
  }
});

const numbers: Readonly<Record<EndpointWithBody, readonly string[]>> = {
  'installation-update': documentedBodies['installation-update'].filter((name) => name !== 'minPowerOfflineMode'),
  'charger-update': documentedBodies['charger-update'],
  'installation-report': ['groupBy'],
  'session-priority': documentedBodies['session-priority'],
};

test.each(withBody)('%s refuses a number that is written as a text', async (endpoint) => {
  await using cloud = await rehearsedCallers();
  const { path, body } = placeOf(cloud, endpoint);
  for (const field of numbers[endpoint]) {
    const value = /phase$|phases$|groupby$/i.test(field) ? 1 : 10;
    const statusWith = async (told: number | string) => {
      const sent = JSON.stringify({ ...body, [field]: told });
      return (await cloud.call('service', path, { method: 'POST', body: sent })).status;
    };
    expect([field, await statusWith(value), await statusWith(String(value))]).toEqual([field, 200, 400]);
  }
});
