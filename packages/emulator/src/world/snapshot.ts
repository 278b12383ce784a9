// A world put to sleep: JSON in, state out. Whatever does not fit is refused in one sentence before anything is built.

import { EmulatorError } from '../emulator-error.ts';
import { type ChargerState, modes, type SessionPriority, steps } from './charger-state.ts';
import type { EndedSession } from './ended-session.ts';
import { livingIds } from './living-observations.ts';
import type { WorldOptions } from './simulated-world.ts';

export interface WorldSnapshot {
  readonly version: 1;
  readonly seed: number;
  readonly scenario: WorldOptions['scenario'];
  /** For how long the world has run, ms. */
  readonly worldMs: number;
  /** Wall time at which it was put to sleep, ms since 1970. */
  readonly wallMs: number;
  /** Wall time of the world's first moment; null in snapshots of before it was kept. */
  readonly openedAtMs: number | null;
  /** True when it was taken while the world ran: what was lived after it may be known outside and is lost here. */
  readonly running: boolean;
  readonly chargers: readonly ChargerState[];
}

export function readSnapshot(raw: unknown): WorldSnapshot {
  const { version, seed, scenario, worldMs, wallMs, openedAtMs, running, chargers } = record(raw, 'the snapshot');
  if (version !== 1) throw unreadable(`its version is ${String(version)}, not 1`);
  if (!Array.isArray(chargers)) throw unreadable('chargers is not a list');
  return {
    version,
    seed: number(seed, 'seed'),
    scenario: readScenario(scenario),
    worldMs: number(worldMs, 'worldMs'),
    wallMs: number(wallMs, 'wallMs'),
    openedAtMs: openedAtMs === undefined || openedAtMs === null ? null : number(openedAtMs, 'openedAtMs'),
    running: running !== false,
    chargers: chargers.map((charger, index) => readCharger(record(charger, `charger ${index}`), `charger ${index}`)),
  };
}

function readScenario(raw: unknown): WorldOptions['scenario'] {
  if (raw === 'demo') return raw;
  const { chargers, charging, installations } = record(raw, 'scenario');
  return {
    chargers: number(chargers, 'scenario.chargers'),
    ...(charging !== undefined && { charging: number(charging, 'scenario.charging') }),
    ...(installations !== undefined && { installations: number(installations, 'scenario.installations') }),
  };
}

function readCharger(raw: Readonly<Record<string, unknown>>, where: string): ChargerState {
  const figure = (key: string) => number(raw[key], `${where}.${key}`);
  return {
    chance: figure('chance'),
    step: oneOf(steps, raw['step'], `${where}.step`),
    mode: oneOf(modes, raw['mode'], `${where}.mode`),
    car: raw['car'] === null ? null : readCar(record(raw['car'], `${where}.car`), `${where}.car`),
    session:
      raw['session'] === null ? null : readSession(record(raw['session'], `${where}.session`), `${where}.session`),
    ended: readEndedList(raw['ended'], `${where}.ended`),
    unsent: readEndedList(raw['unsent'], `${where}.unsent`),
    sessions: figure('sessions'),
    shareA: figure('shareA'),
    wantsSinceAtMs: figure('wantsSinceAtMs'),
    meterWh: figure('meterWh'),
    signedWh: figure('signedWh'),
    readings: figure('readings'),
    powerW: figure('powerW'),
    countedAtMs: figure('countedAtMs'),
    stepAtMs: figure('stepAtMs'),
    fullAtMs: figure('fullAtMs'),
    reportAtMs: figure('reportAtMs'),
    pulseAtMs: figure('pulseAtMs'),
    periodicAtMs: figure('periodicAtMs'),
    readingAtMs: figure('readingAtMs'),
    visitAtMs: figure('visitAtMs'),
    values: listOf(raw['values'], `${where}.values`, (value, at) => (value === null ? null : text(value, at))),
    timesUs: listOf(raw['timesUs'], `${where}.timesUs`, number),
  };
}

function readCar(raw: Readonly<Record<string, unknown>>, where: string): NonNullable<ChargerState['car']> {
  return {
    leftWh: number(raw['leftWh'], `${where}.leftWh`),
    taperWh: number(raw['taperWh'], `${where}.taperWh`),
    maxCurrentA: number(raw['maxCurrentA'], `${where}.maxCurrentA`),
    phaseId: oneOf([1, 2, 3, 4], raw['phaseId'], `${where}.phaseId`),
    cableA: number(raw['cableA'], `${where}.cableA`),
    token: text(raw['token'], `${where}.token`),
  };
}

function readSession(raw: Readonly<Record<string, unknown>>, where: string): NonNullable<ChargerState['session']> {
  const { ticks } = raw;
  if (!Array.isArray(ticks)) throw unreadable(`${where}.ticks is not a list`);
  return {
    id: text(raw['id'], `${where}.id`),
    startUs: number(raw['startUs'], `${where}.startUs`),
    startWh: number(raw['startWh'], `${where}.startWh`),
    ticks: ticks.map((tick: unknown): [number, number] => {
      if (!Array.isArray(tick)) throw unreadable(`${where}.ticks holds something else than pairs`);
      return [number(tick[0], `${where}.ticks`), number(tick[1], `${where}.ticks`)];
    }),
    priority: readPriority(raw['priority'] ?? null, `${where}.priority`),
  };
}

function readPriority(raw: unknown, where: string): SessionPriority | null {
  if (raw === null) return null;
  const { phases, currentA } = record(raw, where);
  return {
    phases: phases === null ? null : oneOf([1, 3] as const, phases, `${where}.phases`),
    currentA: currentA === null ? null : number(currentA, `${where}.currentA`),
  };
}

/** Snapshots of before sessions were kept hold none. */
function readEndedList(raw: unknown, where: string): EndedSession[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) throw unreadable(`${where} is not a list`);
  return raw.map((session: unknown) => readEnded(record(session, where), where));
}

function readEnded(raw: Readonly<Record<string, unknown>>, where: string): EndedSession {
  const figure = (key: string) => number(raw[key], `${where}.${key}`);
  const { ticks } = raw;
  if (!Array.isArray(ticks)) throw unreadable(`${where}.ticks is not a list`);
  return {
    id: text(raw['id'], `${where}.id`),
    page: figure('page'),
    startUs: figure('startUs'),
    endUs: figure('endUs'),
    startWh: figure('startWh'),
    endWh: figure('endWh'),
    ticks: ticks.map((tick: unknown) => number(tick, `${where}.ticks`)),
    token: text(raw['token'], `${where}.token`),
    firmware: text(raw['firmware'], `${where}.firmware`),
    commit: figure('commit'),
    committedUs: figure('committedUs'),
  };
}

function listOf<T>(raw: unknown, where: string, read: (value: unknown, where: string) => T): T[] {
  if (!Array.isArray(raw) || raw.length !== livingIds.length) {
    throw unreadable(`${where} is not a list of ${livingIds.length}`);
  }
  return raw.map((value: unknown) => read(value, where));
}

function record(raw: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Readonly<Record<string, unknown>>;
  throw unreadable(`${where} is not an object`);
}

function number(raw: unknown, where: string): number {
  if (typeof raw === 'number' && Number.isFinite(raw)) return raw;
  throw unreadable(`${where} is not a number`);
}

function text(raw: unknown, where: string): string {
  if (typeof raw === 'string') return raw;
  throw unreadable(`${where} is not text`);
}

function oneOf<T>(known: readonly T[], raw: unknown, where: string): T {
  const found = known.find((value) => value === raw);
  if (found !== undefined) return found;
  throw unreadable(`${where} is none of ${known.join(', ')}`);
}

export function unreadable(why: string): EmulatorError {
  return new EmulatorError(
    'unreadable-snapshot',
    `Failed to go on from the saved world: ${why}. Remove the saved world to begin a new one.`,
  );
}
