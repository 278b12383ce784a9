// A client that follows the emulated cloud while programs of acts happen to both; and what was really the case, and since when.
// Invariant: what is remembered of the truth is dated by the cloud's clock, which nobody sets.

import type { AgingAct } from './aging-acts.ts';
import { type FollowedCloud, followedCloud } from './recovery/followed-cloud.ts';

const minuteMs = 60_000;

export interface AgingHouse {
  readonly cloud: FollowedCloud;
  readonly installationId: string;
  /** Since when which chargers are without the cloud. */
  readonly offline: ReadonlyMap<string, number>;
  /** What the available current was, and since when, newest last. */
  readonly currents: readonly { readonly sinceMs: number; readonly amps: number | null }[];
  isDark(): boolean;
  /**
   * This run started behind a clock that an earlier one went by, and has read nothing yet: within the floor of a state (600 s)
   * after its start, and while the cloud does not answer. How old what was kept with a time still to come is nobody can say.
   */
  saysNothing(): boolean;
  isAsleep(): boolean;
  /**
   * While the cloud does not answer, or the program does not run, ages grow; and then until a stream has told of the charger or
   * was given up: half an hour, and a read.
   */
  isDisturbed(): boolean;
  /** Behind a clock that was set back the policy's time runs at half speed until it is caught up, and floors last twice as long. */
  isCatchingUp(): boolean;
  /** By how much the clock was set forward lately: that may have passed, and what is held looks older by it until it is read. */
  leaptMs(withinMs: number): number;
  perform(act: AgingAct): Promise<void>;
}

export async function agingHouse(bus: 'both' | 'none', keepIn: string | null = null): Promise<AgingHouse> {
  const cloud = await followedCloud({
    emulator: { fleet: { chargers: 3, charging: 1 }, switches: { bus } },
    ...(bus === 'none' && { bus: 'installation' }),
    ...(keepIn !== null && { keepIn }),
  });
  const { clock, emulator, doors, machine } = cloud;
  const { world, faults } = emulator;
  const offline = new Map<string, number>();
  const rivals: (() => Promise<void>)[] = [];
  const installationId = world.chargers()[0]?.installationId ?? '';
  let isDark = false;
  let isAsleep = false;
  let hasYetToRead = false;
  let disturbedAtMs = 0;
  let caughtUpAtMs = 0;
  let latestMs = 0;
  const leaps: { readonly atMs: number; readonly ms: number }[] = [];
  const disturbed = (): void => {
    disturbedAtMs = clock.nowMs();
  };

  await clock.advanceBy(90_000);
  const first = await cloud.zaptec.installations.find(installationId);
  const currents = [{ sinceMs: 0, amps: first?.availableCurrentA ?? null }];

  /** Another program, with an account of its own, changes a setting. */
  const update = async (what: string, settings: object): Promise<void> => {
    const { username, password } = emulator.accounts.service;
    const answer = async (path: string, body: BodyInit, headers: Record<string, string>): Promise<Response> => {
      const answered = emulator.fetch(`${emulator.url}${path}`, {
        ...{ method: 'POST', body },
        headers: { 'user-agent': 'other/1.0 (+https://example.org)', ...headers },
      });
      await clock.advanceBy(1_200);
      return answered;
    };
    const form = new URLSearchParams({ grant_type: 'password', username, password });
    const token = (await (await answer('/oauth/token', form, {})).json()) as { access_token: string };
    const updated = await answer(`/api/${what}/update`, JSON.stringify(settings), {
      authorization: `Bearer ${token.access_token}`,
      'content-type': 'application/json',
    });
    if (updated.status !== 200) throw new Error(`An update was answered with ${updated.status}.`);
  };

  /** At most every 15 minutes, as the policy has it. */
  const setCurrent = async (amps: number): Promise<void> => {
    const nowMs = clock.nowMs();
    if (isDark || nowMs - (currents.at(-1)?.sinceMs ?? 0) < 16 * minuteMs) return;
    await update(`installation/${installationId}`, { availableCurrent: amps });
    currents.push({ sinceMs: nowMs, amps });
  };

  /** Not waited for: it may have to read first, and time passes in the rests alone. */
  const wishCurrent = (amps: number): void => {
    const wished = cloud.zaptec.installations.setAvailableCurrent(installationId, { amps });
    void wished
      .then(({ done }) => done)
      .then((ended) => {
        if (ended.outcome === 'applied') currents.push({ sinceMs: clock.nowMs(), amps });
      })
      .catch(() => {}); // refused, or the program ended
  };

  const onCharger = async (act: Extract<AgingAct, { readonly charger: number }>): Promise<void> => {
    const truth = world.chargers()[act.charger];
    if (!truth) throw new Error('a world with fewer chargers');
    switch (act.kind) {
      case 'set-limit':
        return isDark ? undefined : update(`chargers/${truth.id}`, { maxChargeCurrent: act.amps });
      case 'plug':
        return truth.car ? undefined : world.plug(truth.id, { takesKwh: 60 });
      case 'unplug':
        return truth.car ? world.unplug(truth.id) : undefined;
      case 'pause':
      case 'resume':
        void cloud.zaptec.chargers[act.kind](truth.id).catch(() => {}); // refused where there is nothing to do
        return;
      case 'go-offline':
        if (offline.has(truth.id)) return;
        world.setOffline(truth.id);
        offline.set(truth.id, clock.nowMs());
        return;
      case 'come-online':
        if (offline.delete(truth.id)) world.setOnline(truth.id);
    }
  };

  const wake = (): void => {
    if (!isAsleep) return;
    machine.wakeUp();
    isAsleep = false;
    disturbed();
  };

  const perform = async (act: AgingAct): Promise<void> => {
    if ('charger' in act) return onCharger(act);
    switch (act.kind) {
      case 'set-current':
        return setCurrent(act.amps);
      case 'wish-current':
        return isAsleep ? undefined : wishCurrent(act.amps);
      case 'set-clock':
        latestMs = Math.max(latestMs, machine.nowMs());
        machine.setWall(act.byMin * minuteMs);
        if (act.byMin > 0) leaps.push({ atMs: clock.nowMs(), ms: act.byMin * minuteMs });
        if (act.byMin < 0) caughtUpAtMs = Math.max(caughtUpAtMs, clock.nowMs()) - 2 * act.byMin * minuteMs;
        return disturbed();
      case 'cut':
        return faults.cutBus();
      case 'restore':
        return faults.restoreBus();
      case 'detach':
        return faults.detachReaders();
      case 'rotate':
        return faults.rotateBusKeys();
      case 'freeze':
        return doors.freeze();
      case 'reset':
        return doors.reset();
      case 'rival':
        rivals.push(await doors.rival().catch(() => async () => {})); // he too may find no bus
        return;
      case 'rival-leaves':
        return rivals.pop()?.();
      case 'go-dark':
        isDark = true;
        return faults.goDark('cut');
      case 'come-back':
        if (!isDark) return;
        await faults.comeBack();
        isDark = false;
        return disturbed();
      case 'restart':
        wake();
        await cloud.restart();
        hasYetToRead = machine.nowMs() < latestMs;
        return disturbed();
      case 'sleep':
        isAsleep = true;
        return machine.fallAsleep();
      case 'wake':
        return wake();
      case 'list':
        if (!isAsleep)
          void Array.fromAsync(cloud.zaptec.chargers.list({ maxAgeMs: 0, roles: ['Owner'], values: 'held' })).catch(
            () => {},
          );
        return;
      case 'archive': {
        const to = new Date(clock.nowMs());
        const from = new Date(clock.nowMs() - 30 * 24 * 60 * minuteMs);
        if (!isAsleep)
          void Array.fromAsync(cloud.zaptec.sessions.archived({ installationId, from, to })).catch(() => {});
      }
    }
  };

  return {
    ...{ cloud, installationId, offline, currents, perform },
    isDark: () => isDark,
    saysNothing() {
      hasYetToRead &&= isDark || clock.nowMs() - disturbedAtMs < 12 * minuteMs;
      return hasYetToRead;
    },
    isAsleep: () => isAsleep,
    isDisturbed: () => isDark || clock.nowMs() - disturbedAtMs <= 45 * minuteMs,
    leaptMs: (withinMs) =>
      leaps.filter(({ atMs }) => clock.nowMs() - atMs <= withinMs).reduce((sumMs, { ms }) => sumMs + ms, 0),
    isCatchingUp: () => clock.nowMs() <= caughtUpAtMs + 60 * minuteMs,
  };
}
