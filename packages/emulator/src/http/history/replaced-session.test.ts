// A record that is corrected, and one whose time is not certain (zaptec-api.md §7.0, §5.5 SessionCommitMetadata).
import { sessionCommitMetadata as commitBits } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { rehearsedCallers } from '../../testing/rehearsed-callers.ts';

const minuteMs = 60_000;
type Row = Readonly<Record<string, unknown>>;

async function withEndedSession(switches = {}, offline = false) {
  const cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 0, models: ['Go'] }, switches });
  const { world } = cloud.emulator;
  const [charger] = world.chargers();
  const id = charger?.id ?? '';
  const from = new Date(cloud.clock.nowMs()).toISOString();
  const session = () => world.chargers()[0]?.observations;
  world.plug(id, { takesKwh: 4 });
  await cloud.clock.advanceBy(30 * minuteMs);
  const sessionId = session()?.get(721)?.value ?? '';
  if (offline) world.setOffline(id);
  await cloud.clock.advanceBy(minuteMs);
  world.unplug(id);
  await cloud.clock.advanceBy(minuteMs);
  if (offline) world.setOnline(id);
  const read = async (path: string) => (await (await cloud.call('owner', path)).json()) as Row;
  const until = () => new Date(cloud.clock.nowMs() + 10 * minuteMs).toISOString();
  return {
    cloud,
    sessionId,
    completed: () => JSON.parse(session()?.get(723)?.value ?? '') as Row,
    archived: async () =>
      (await read(`/api/sessions/archived?ChargerId=${id}&From=${from}&To=${until()}`))['sessions'] as readonly Row[],
    history: async () =>
      (await read(`/api/chargehistory?ChargerId=${id}&From=${from}&To=${until()}`))['Data'] as readonly Row[],
    session: (which: string) => read(`/api/session/${which}`),
    report: async () => {
      const dates = [from, until()].map((date) => date.slice(0, 10));
      const end = `${dates[1]}T23:59:59`;
      const path = `/api/chargehistory/installationreport?InstallationId=${charger?.installationId}`;
      const report = await read(`${path}&FromDate=${dates[0]}T00:00:00&EndDate=${end}&GroupBy=1`);
      const [row] = report['totalUserChargerReportModel'] as readonly Row[];
      return row?.['TotalChargeSessionCount'];
    },
  };
}

test('a replaced record is void and names the new one, in archive and history; both are read by id', async () => {
  const stage = await withEndedSession();
  const before = await stage.report();
  const replacement = stage.cloud.emulator.world.replaceSession(stage.sessionId);
  const archived = await stage.archived();
  expect(archived.map(({ id, voided, replacedBySessionId }) => [id, voided, replacedBySessionId])).toEqual(
    expect.arrayContaining([
      [stage.sessionId, true, replacement],
      [replacement, false, null],
    ]),
  );
  const rows = await stage.history();
  const wrong = rows.find(({ Id }) => Id === stage.sessionId);
  const right = rows.find(({ Id }) => Id === replacement);
  expect(wrong?.['ReplacedBySessionId']).toBe(replacement);
  expect(Number(wrong?.['CommitMetadata']) & commitBits.Void).toBe(commitBits.Void);
  expect([right?.['ReplacedBySessionId'], right?.['Energy']]).toEqual([null, wrong?.['Energy']]);
  expect(Number(right?.['CommitMetadata']) & commitBits.Void).toBe(0);
  const energies = await Promise.all([stage.session(stage.sessionId), stage.session(replacement)]);
  expect(energies[0]?.['energy']).toBe(energies[1]?.['energy']);
  expect(await stage.report()).toBe(before);
  await stage.cloud.emulator.stop();
});

test('what was replaced stays so over a snapshot, and is replaced no second time', async () => {
  const { cloud, sessionId } = await withEndedSession();
  cloud.emulator.world.replaceSession(sessionId);
  const snapshot = JSON.parse(JSON.stringify(cloud.emulator.snapshot()));
  await cloud.emulator.stop();
  await using later = await rehearsedCallers({ snapshot }, cloud.clock.nowMs());
  for (const which of [sessionId, '00000000-0000-4000-8000-000000000000']) {
    expect(() => later.emulator.world.replaceSession(which)).toThrow(
      expect.objectContaining({ code: 'unknown-session' }),
    );
  }
});

test('offline-clock unreliable: a session that ended offline lacks the bit, wherever it is told; one that ended online has it', async () => {
  for (const [word, offline, reliable] of [
    ['unreliable', true, false],
    ['reliable', true, true],
    ['unreliable', false, true],
  ] as const) {
    const stage = await withEndedSession({ 'offline-clock': word }, offline);
    expect(stage.completed()['ReliableClock']).toBe(reliable);
    const [archived] = await stage.archived();
    expect([archived?.['reliableClock'], archived?.['offline']]).toEqual([reliable, offline]);
    const [row] = await stage.history();
    expect((Number(row?.['CommitMetadata']) & commitBits.ReliableClock) !== 0).toBe(reliable);
    await stage.cloud.emulator.stop();
  }
});
