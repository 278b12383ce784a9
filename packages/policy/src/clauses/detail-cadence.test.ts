import { describe, expect, test } from 'vitest';
import type { CallFact } from '../fact.ts';
import { freeze } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, call, listCall, updateCall } from '../testing/call.ts';

const alone = ['detail-cadence'] as const;
const wait = (untilMs: number) => ({ kind: 'wait', untilMs: at(untilMs), clause: 'detail-cadence' });
const asked = (ledger: ReturnType<typeof client>, fact: CallFact) => ask(ledger, fact, null, alone);
const installation = (afterMs: number, given: Partial<CallFact> = {}) =>
  call({ sentAtMs: at(afterMs), path: '/api/installation/{id}', resource: 'i1', ...given });
const after = { cause: 'after-command' } as const;

describe('detail-cadence', () => {
  test.each([
    ['detail', '/api/chargers/{id}', 'c1', 3_600_000],
    ['detail', '/api/installation/{id}', 'i1', 3_600_000],
    ['hierarchy', '/api/installation/{id}/hierarchy', 'i1', 86_400_000],
    ['firmware', '/api/chargerFirmware/installation/{installationId}', 'i1', 86_400_000],
    ['constants', '/api/constants', null, 86_400_000],
  ] as const)('%s %s is read again at its floor, of another not at all', (name, path, resource, floorMs) => {
    const read = (afterMs: number, of: string | null = resource) =>
      call({ sentAtMs: at(afterMs), class: name, path, resource: of });
    const ledger = record(client(), read(0));
    expect(asked(ledger, read(floorMs + 19))).toEqual(wait(floorMs + 20));
    expect(asked(ledger, read(floorMs + 20))).toEqual(goAhead);
    expect(asked(record(cloud(), read(0)), read(floorMs - 1))).toEqual(wait(floorMs));
    expect(asked(record(cloud(), read(0)), read(floorMs))).toEqual(goAhead);
    expect(asked(ledger, read(100, 'another'))).toEqual(goAhead);
    expect(ask(ledger, read(1000), at(20), alone)).toMatchObject({ kind: 'local', freshUntilMs: at(floorMs + 20) });
  });

  test('a read that failed or was not answered does not count, one under way does', () => {
    for (const status of [503, null]) {
      const failed = installation(0, { status });
      expect(asked(recordAll(client(), [asSent(failed), failed]), installation(70_000))).toEqual(goAhead);
    }
    expect(asked(record(client(), asSent(installation(0))), installation(500))).toEqual(wait(3_601_000));
  });

  test('an accepted update opens one read of its installation, 2 s later, whatever is held', () => {
    const ledger = recordAll(client(), [installation(0), updateCall({ sentAtMs: at(1000) })]);
    expect(ask(ledger, installation(1500, after), at(20), alone)).toEqual(wait(3020));
    expect(asked(ledger, installation(3019, after))).toEqual(wait(3020));
    expect(asked(ledger, installation(3020, after))).toEqual(goAhead);
    expect(asked(ledger, installation(3020)).kind).toBe('wait');
    expect(asked(ledger, installation(3020, { ...after, resource: null }))).toEqual(goAhead);
    expect(asked(record(freeze(ledger), installation(3020, after)), installation(9000, after)).kind).toBe('wait');
    const failed = installation(3020, { ...after, status: 503 });
    expect(asked(recordAll(ledger, [asSent(failed), failed]), installation(9000, after))).toEqual(goAhead);
  });

  test('the read after an update does not overtake one that is under way', () => {
    const ledger = recordAll(client(), [updateCall({ sentAtMs: at(0) }), asSent(installation(1990))]);
    expect(asked(ledger, installation(2100, after))).toEqual(wait(2990));
  });

  test('an update opens no read of a charger', () => {
    const detail = (afterMs: number) => call({ sentAtMs: at(afterMs), ...after });
    const update = updateCall({ sentAtMs: at(1), resource: 'c1', path: '/api/chargers/{id}/update' });
    expect(asked(recordAll(client(), [detail(0), update]), detail(9000)).kind).toBe('wait');
  });

  test('a serial is looked up hourly with its pages, one page after another', () => {
    const lookup = (afterMs: number, given: Partial<CallFact> = {}) =>
      listCall({ sentAtMs: at(afterMs), narrowing: 'name', resource: 'z1', ...given });
    const under = record(client(), asSent(lookup(0, { id: 'a' })));
    expect(asked(under, lookup(100, { page: 1 }))).toEqual(wait(350));
    const ledger = record(under, lookup(0, { id: 'a' }));
    expect(asked(ledger, lookup(100, { page: 1 }))).toEqual(goAhead);
    expect(asked(ledger, lookup(59_001, { page: 1 }))).toEqual(wait(3_600_020));
    expect(asked(ledger, lookup(100, { page: null }))).toEqual(wait(3_600_020));
    expect(asked(ledger, lookup(3_600_020))).toEqual(goAhead);
    expect(ask(ledger, lookup(100), at(20), alone).kind).toBe('local');
    expect(asked(ledger, lookup(100, { resource: 'z2' }))).toEqual(goAhead);
    expect(asked(ledger, lookup(100, { resource: null }))).toEqual(goAhead);
    expect(asked(record(cloud(), lookup(0)), lookup(60_000, { page: 1 }))).toEqual(goAhead);
    expect(asked(recordAll(client(), [lookup(0, { page: null })]), lookup(100)).kind).toBe('wait');
  });
});

describe('targeted-lookup', () => {
  const never = { kind: 'never', clause: 'targeted-lookup', instead: 'GET /api/chargers?NameFilter=<serial>' };

  test('the full list of chargers is never read for one charger or a command', () => {
    for (const given of [{ resource: 'c1' }, { cause: 'command' }, after] as const) {
      expect(ask(client(), listCall({ sentAtMs: at(0), ...given }))).toEqual(never);
    }
    for (const cause of ['start', 'routine', 'reconcile', 'user', 'unknown-charger'] as const) {
      expect(ask(client(), listCall({ sentAtMs: at(0), cause }))).toEqual(goAhead);
    }
    expect(ask(client(), listCall({ sentAtMs: at(0), resource: 'c1', narrowing: 'name' }))).toEqual(goAhead);
    const installations = listCall({ sentAtMs: at(0), path: '/api/installation', cause: 'command' });
    expect(ask(client(), installations)).toEqual(goAhead);
  });

  test('a read that names no installation follows no update', () => {
    const ledger = recordAll(client(), [installation(0, { resource: null }), updateCall({ sentAtMs: at(100) })]);
    expect(asked(ledger, installation(5000, { resource: null, ...after }))).toEqual(wait(3_600_020));
  });
});
