import { expect, test } from 'vitest';
import type { CallRequest } from '../account.ts';
import { cursorOf, narrowingOf, pageOf, resourceOf, windowOf } from './call-subject.ts';

const site = '1a57a110-0000-4000-8000-000000000001';
const charger = 'c0ffee00-0000-4000-8000-000000000001';
const person = '0a000000-0000-4000-8000-000000000001';
const asked = (request: Pick<CallRequest, 'endpoint'> & Partial<CallRequest>): CallRequest => ({
  ...{ cause: 'user', lane: 'interactive', app: null },
  ...request,
});
const october = { From: '2026-10-01T00:00:00Z', To: '2026-11-01T00:00:00Z' };
const octoberMs = { fromAtMs: Date.UTC(2026, 9, 1), toAtMs: Date.UTC(2026, 10, 1) };

test('the archives of two chargers are two things, and that of an installation a third (no-scraping)', () => {
  const archive = (query: NonNullable<CallRequest['query']>) =>
    resourceOf(asked({ endpoint: 'archived-sessions', query }));
  expect(archive({ ChargerId: charger, ...october })).toBe(charger);
  expect(archive({ InstallationId: site, ...october })).toBe(site);
});

test('a report tells its installation and its window, in a body as in a query (no-scraping)', () => {
  const inBody = asked({
    endpoint: 'installation-report',
    body: { installationId: site, fromDate: '2026-10-01T00:00:00', endDate: '2026-11-01' },
  });
  const inQuery = asked({
    endpoint: 'installation-report-query',
    query: { InstallationId: site, FromDate: '2026-10-01', EndDate: '2026-11-01T00:00:00' },
  });
  for (const request of [inBody, inQuery]) {
    expect(resourceOf(request)).toBe(site);
    expect(windowOf(request)).toEqual(octoberMs);
  }
});

test('a report of some people is another one than that of all, and names nobody', () => {
  const report = (userIds: readonly string[]) =>
    resourceOf(asked({ endpoint: 'installation-report', body: { installationId: site, userIds } }));
  expect(report([])).toBe(site);
  expect(report([person])).toMatch(/^narrowed-[\w-]{22}$/);
  expect(report([person])).toBe(report([person.toUpperCase()]));
  expect(report([person])).not.toBe(report([charger]));
});

test('only histories have a window; half of one is none', () => {
  expect(windowOf(asked({ endpoint: 'charge-history', query: october }))).toEqual(octoberMs);
  expect(windowOf(asked({ endpoint: 'charge-history', query: { From: october.From } }))).toBeNull();
  expect(windowOf(asked({ endpoint: 'charger-update', body: { From: october.From, To: october.To } }))).toBeNull();
});

test('a page is told by its number, or by the mark of its cursor, and never by the cursor itself', () => {
  const page = (endpoint: CallRequest['endpoint'], query: NonNullable<CallRequest['query']> = {}) => {
    const request = asked({ endpoint, query });
    return [pageOf(request), cursorOf(request)];
  };
  expect(page('chargers', { PageIndex: 2 })).toEqual([2, null]);
  expect(page('chargers')).toEqual([0, null]);
  expect(page('archived-sessions', october)).toEqual([0, null]);
  expect(page('archived-sessions', { ...october, Cursor: '' })).toEqual([0, null]);
  // printf where-it-ended | openssl dgst -sha256 -binary | base64 | tr +/ -_ | cut -c 1-22
  expect(page('archived-sessions', { ...october, Cursor: 'where-it-ended' })).toEqual([null, 'D4PMQF_17mjOuMr3EP_jmM']);
  expect(page('constants')).toEqual([null, null]);
});

test('a list is about what it is narrowed to, a name is nobody else', () => {
  const list = asked({ endpoint: 'chargers', query: { NameFilter: 'Left' } });
  expect([resourceOf(list), narrowingOf(list)]).toEqual([null, 'name']);
  const serial = asked({ endpoint: 'chargers', cause: 'unknown-charger', query: { NameFilter: 'ZAP000001' } });
  expect([resourceOf(serial), narrowingOf(serial)]).toEqual(['ZAP000001', 'name']);
  const narrowed = asked({ endpoint: 'chargers', query: { InstallationId: site } });
  expect([resourceOf(narrowed), narrowingOf(narrowed)]).toEqual([site, 'installation']);
});
