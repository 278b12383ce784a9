// A world put to sleep: JSON in, state out. Whatever does not fit is refused in one sentence before anything is built.

import { EmulatorError } from '../emulator-error.ts';
import { type Model, models } from '../fleets/world-plan.ts';
import { type ChargerState, modes, neverMs, type SessionPriority, steps } from './charger-state.ts';
import type { EndedSession } from './ended-session.ts';
import { livingIds } from './living-observations.ts';
import type { WorldOptions } from './simulated-world.ts';

export interface WorldSnapshot {
  readonly version: 1;
  readonly seed: number;
  readonly fleet: WorldOptions['fleet'];
  /** For how long the world has run, ms. */
  readonly worldMs: number;
  /** Wall time at which it was put to sleep, ms since 1970. */
  readonly wallMs: number;
  /** Wall time of the world's first moment; null in snapshots of before it was kept. */
  readonly openedAtMs: number | null;
  /** True when it was taken while the world ran: what was lived after it may be known outside and is lost here. */
  readonly running: boolean;
  readonly chargers: readonly SavedCharger[];
  /** Absent in a snapshot from before installations changed. */
  readonly installations?: readonly unknown[];
  /** Newest firmware by model, where it is not the one that the model comes with. */
  readonly releases?: Partial<Record<Model, string>>;
}

/** The controls are read where the plan is known that fills their gaps (saved-controls.ts). */
export type SavedCharger = Omit<ChargerState, 'controls'> & { readonly controls?: unknown };

export function readSnapshot(raw: unknown): WorldSnapshot {
  const saved = record(raw, 'the snapshot');
  const { version, seed, worldMs, wallMs, openedAtMs, running, chargers, installations, releases } = saved;
  if (version !== 1) throw unreadable(`its version is ${String(version)}, not 1`);
  if (!Array.isArray(chargers)) throw unreadable('chargers is not a list');
  if (installations !== undefined && !Array.isArray(installations)) throw unreadable('installations is not a list');
  return {
    version,
    seed: number(seed, 'seed'),
    // Called `scenario` in what was saved before scenarios were something else.
    fleet: readFleet(saved['fleet'] ?? saved['scenario']),
    worldMs: lifeTime(worldMs, 'worldMs'),
    wallMs: wallTime(wallMs, 'wallMs'),
    openedAtMs: openedAtMs === undefined || openedAtMs === null ? null : wallTime(openedAtMs, 'openedAtMs'),
    running: running !== false,
    chargers: chargers.map((charger, index) => readCharger(record(charger, `charger ${index}`), `charger ${index}`)),
    ...(installations !== undefined && { installations }),
    ...(releases !== undefined && { releases: readReleases(record(releases, 'releases')) }),
  };
}

function readFleet(raw: unknown): WorldOptions['fleet'] {
  if (raw === 'demo') return raw;
  const {
    chargers,
    charging,
    installations,
    neverOnline,
    inactive,
    networkType,
    models: drawnFrom,
  } = record(raw, 'fleet');
  return {
    chargers: number(chargers, 'fleet.chargers'),
    ...(neverOnline !== undefined && { neverOnline: number(neverOnline, 'fleet.neverOnline') }),
    ...(inactive !== undefined && { inactive: number(inactive, 'fleet.inactive') }),
    ...(networkType !== undefined && {
      networkType: oneOf([1, 2, 3, 4] as const, networkType, 'fleet.networkType'),
    }),
    ...(drawnFrom !== undefined && { models: readModels(drawnFrom) }),
    ...(charging !== undefined && { charging: number(charging, 'fleet.charging') }),
    ...(installations !== undefined && { installations: number(installations, 'fleet.installations') }),
  };
}

function readReleases(raw: Readonly<Record<string, unknown>>): Partial<Record<Model, string>> {
  return Object.fromEntries(
    models.flatMap((model) => (raw[model] === undefined ? [] : [[model, text(raw[model], `releases.${model}`)]])),
  );
}

function readModels(raw: unknown): readonly Model[] {
  if (!Array.isArray(raw)) throw unreadable('fleet.models is not a list');
  return raw.map((model: unknown) => oneOf(models, model, 'fleet.models'));
}

function readCharger(raw: Readonly<Record<string, unknown>>, where: string): SavedCharger {
  const figure = (key: string) => number(raw[key], `${where}.${key}`);
  const amountOf = (key: string) => amount(raw[key], `${where}.${key}`);
  return {
    chance: figure('chance'),
    step: oneOf(steps, raw['step'], `${where}.step`),
    mode: oneOf(modes, raw['mode'], `${where}.mode`),
    car: raw['car'] === null ? null : readCar(record(raw['car'], `${where}.car`), `${where}.car`),
    session:
      raw['session'] === null ? null : readSession(record(raw['session'], `${where}.session`), `${where}.session`),
    ended: readEndedList(raw['ended'], `${where}.ended`),
    unsent: readEndedList(raw['unsent'], `${where}.unsent`),
    sessions: amountOf('sessions'),
    shareA: amountOf('shareA'),
    wantsSinceAtMs: figure('wantsSinceAtMs'),
    meterWh: amountOf('meterWh'),
    signedWh: amountOf('signedWh'),
    readings: amountOf('readings'),
    powerW: amountOf('powerW'),
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
    controls: raw['controls'],
  };
}

function readCar(raw: Readonly<Record<string, unknown>>, where: string): NonNullable<ChargerState['car']> {
  return {
    leftWh: number(raw['leftWh'], `${where}.leftWh`),
    taperWh: number(raw['taperWh'], `${where}.taperWh`),
    maxCurrentA: number(raw['maxCurrentA'], `${where}.maxCurrentA`),
    ...readPhases(raw, where),
    cableA: number(raw['cableA'], `${where}.cableA`),
    token: text(raw['token'], `${where}.token`),
    ...readTemper(raw, where),
  };
}

/** Before cars changed their phases, what they used was what they could. */
function readPhases(raw: Readonly<Record<string, unknown>>, where: string) {
  const phaseId = oneOf([0, 1, 2, 3, 4, 5, 6, 8, 9], raw['phaseId'], `${where}.phaseId`);
  const usual: 1 | 3 = phaseId === 4 || phaseId === 9 ? 3 : 1;
  return {
    phaseId,
    phases: raw['phases'] === undefined ? usual : oneOf([1, 3] as const, raw['phases'], `${where}.phases`),
  };
}

/** Before cars fell asleep, none did. */
function readTemper(raw: Readonly<Record<string, unknown>>, where: string) {
  const { returns = 0, stops = 0, sleepsAfterStops = neverMs, asleep = false } = raw;
  return {
    returns: number(returns, `${where}.returns`),
    stops: number(stops, `${where}.stops`),
    sleepsAfterStops: number(sleepsAfterStops, `${where}.sleepsAfterStops`),
    asleep: asleep === true,
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
    ...(raw['replacedBy'] !== undefined && { replacedBy: text(raw['replacedBy'], `${where}.replacedBy`) }),
  };
}

export function listOf<T>(raw: unknown, where: string, read: (value: unknown, where: string) => T): T[] {
  if (!Array.isArray(raw) || raw.length !== livingIds.length) {
    throw unreadable(`${where} is not a list of ${livingIds.length}`);
  }
  return raw.map((value: unknown) => read(value, where));
}

export function record(raw: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Readonly<Record<string, unknown>>;
  throw unreadable(`${where} is not an object`);
}

/** As large as `neverMs` and no larger: beyond it counting stands still, and instants are none. */
export function number(raw: unknown, where: string): number {
  if (typeof raw === 'number' && Math.abs(raw) <= Number.MAX_SAFE_INTEGER) return raw;
  throw unreadable(`${where} is not a number`);
}

export type NumberReader = (raw: unknown, where: string) => number;

export function within(least: number, most: number): NumberReader {
  return (raw, where) => {
    const figure = number(raw, where);
    if (figure >= least && figure <= most) return figure;
    throw unreadable(`${where} is not from ${least} to ${most}`);
  };
}

export function wholeWithin(least: number, most: number): NumberReader {
  const bounded = within(least, most);
  return (raw, where) => {
    const figure = bounded(raw, where);
    if (Number.isInteger(figure)) return figure;
    throw unreadable(`${where} is not whole`);
  };
}

const amount = within(0, Number.MAX_SAFE_INTEGER);

/** The end of the year 9999. */
const latestWallMs = 253_402_300_799_999;

function wallTime(raw: unknown, where: string): number {
  const wallMs = number(raw, where);
  if (wallMs >= 0 && wallMs <= latestWallMs) return wallMs;
  throw unreadable(`${where} is no instant from 1970 to 9999`);
}

/** A century. */
const longestLifeMs = 3_155_760_000_000;

function lifeTime(raw: unknown, where: string): number {
  const worldMs = number(raw, where);
  if (worldMs >= 0 && worldMs <= longestLifeMs) return worldMs;
  throw unreadable(`${where} is not a time that a world can have run`);
}

export function text(raw: unknown, where: string): string {
  if (typeof raw === 'string') return raw;
  throw unreadable(`${where} is not text`);
}

export function oneOf<T>(known: readonly T[], raw: unknown, where: string): T {
  const found = known.find((value) => value === raw);
  if (found !== undefined) return found;
  throw unreadable(`${where} is none of ${known.join(', ')}`);
}

export function unreadable(why: string): EmulatorError {
  return new EmulatorError(
    'unreadable-snapshot',
    `Failed to go on from the saved world: ${why}. Give one that an emulator wrote, or begin a new world.`,
  );
}
