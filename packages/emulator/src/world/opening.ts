// The first moment of a world: chargers as if they had been running for long. What lies in the past has negative
// world time and goes through the same deeds as later life, so that values and times fit together.
import type { ChargerPlan, Opening } from '../fleets/world-plan.ts';
import { atRest, type Charger, usualCar } from './charger.ts';
import { type ChargerState, neverMs } from './charger-state.ts';
import { measureIdle } from './charging-curve.ts';
import { untilArrivalMs, untilDepartureMs } from './daily-rhythm.ts';
import { energyKwh } from './ended-session.ts';
import { freshControls } from './fresh-controls.ts';
import { derivedChance } from './identity.ts';
import { livingIds } from './living-observations.ts';
import { meterOf } from './meter-identity.ts';
import { completedSession, readingIntervalMs } from './ocmf.ts';
import { visitBeganMs } from './past-sessions.ts';
import { ticksBetween } from './past-ticks.ts';
import { draw } from './random.ts';
import { decimals } from './reporter.ts';

const hourMs = 3_600_000;

/** A charger before its first moment. */
export function blankState(seed: number, index: number, plan: ChargerPlan): ChargerState {
  const { meterKwh } = plan;
  return {
    chance: derivedChance(seed, `life/${index}`),
    step: 'free',
    mode: 1,
    car: null,
    session: null,
    ended: [],
    unsent: [],
    sessions: 0,
    shareA: 0,
    wantsSinceAtMs: 0,
    meterWh: meterKwh * 1000,
    signedWh: meterKwh * 1000,
    readings: 2_000 + (index % 700),
    powerW: 0,
    countedAtMs: 0,
    stepAtMs: neverMs,
    fullAtMs: neverMs,
    reportAtMs: neverMs,
    pulseAtMs: neverMs,
    periodicAtMs: neverMs,
    readingAtMs: neverMs,
    visitAtMs: neverMs,
    values: livingIds.map(() => null),
    timesUs: livingIds.map(() => 0),
    controls: freshControls(plan),
  };
}

/** Lets the past happen to a blank charger. */
export function openCharger(charger: Charger, opening: Opening): void {
  const { state, surroundings } = charger.context;
  if (opening.kind === 'never-online') return;
  const visitAtMs = -visitBeganMs(opening);
  reportPast(charger);
  if (opening.kind === 'empty') {
    state.visitAtMs = opening.nextArrivalMs ?? Math.ceil(untilArrivalMs(state, surroundings.time.wallMs(0)));
    return;
  }
  const leavesAtMs = Math.ceil(opening.staysMs ?? untilDepartureMs(state, surroundings.time.wallMs(0)));
  const takesWh = (opening.takenKwh + opening.takesKwh) * 1000;
  charger.connector.plug({ car: usualCar(charger.plan), takesWh, leavesAtMs }, visitAtMs);
  advanceAll(charger);
  if (state.car !== null) state.car.leftWh = opening.takesKwh * 1000;
  state.meterWh += opening.takenKwh * 1000;
  // Nothing more is counted for the past: what it took is known.
  state.countedAtMs = 0;
  const halfwayMs = Math.floor(visitAtMs / 2);
  if (opening.kind === 'paused') charger.pausing.command(506, halfwayMs);
  if (opening.kind === 'full') charger.connector.fillUp(halfwayMs);
  advanceAll(charger);
  readPastMeters(charger, opening.kind === 'charging' ? 0 : halfwayMs, visitAtMs);
}

/** The readings that the open session had written before the world was opened; the last one is still to come. */
function readPastMeters({ context, book, plan }: Charger, untilMs: number, visitAtMs: number): void {
  const { state, surroundings } = context;
  if (state.session === null) return;
  const { time } = surroundings;
  const intervalMs = readingIntervalMs(plan.model);
  const flow = {
    fromMs: time.wallMs(visitAtMs),
    toMs: time.wallMs(untilMs),
    startWh: state.session.startWh,
    endWh: state.meterWh,
  };
  const lastMs = Math.floor(time.wallMs(0) / intervalMs) * intervalMs;
  for (const [wallMs, meterWh] of ticksBetween(flow, lastMs, intervalMs)) {
    book.tick(wallMs, meterWh);
    state.signedWh = meterWh;
  }
}

function advanceAll({ connector, context: { state } }: Charger): void {
  while (state.stepAtMs !== neverMs) connector.advance(state.stepAtMs);
}

/** Brings all counters to zero and spreads what comes round over its interval, so that a fleet does not march in step. */
export function beginPresent(charger: Charger): void {
  const { state, surroundings } = charger.context;
  if (!state.controls.everOnline) return;
  const { pace } = surroundings;
  state.countedAtMs = 0;
  charger.reports.reportSurroundings(-Math.floor(draw(state) * pace.periodicMs));
  charger.reports.pulse(-Math.floor(draw(state) * pace.pulseMs));
  if (state.powerW > 0) {
    charger.metering.report(0);
    state.reportAtMs = Math.ceil(draw(state) * pace.meterMs);
  }
  charger.reports.readMeter(0);
}

/** What the last car before left behind. */
function reportPast({ reporter, context }: Charger): void {
  const { state, surroundings, past, plan } = context;
  const last = past.last();
  if (last === undefined) return;
  const endedAtMs = Math.floor(surroundings.time.worldMs(last.endUs / 1000));
  state.sessions = last.page;
  state.meterWh = last.endWh;
  state.signedWh = last.endWh;
  reporter.report(-2, '1', endedAtMs - 24 * hourMs);
  reporter.measured(measureIdle(state), endedAtMs);
  reporter.report(553, decimals(energyKwh(last)), endedAtMs);
  for (const [id, value] of atRest) reporter.report(id, value, endedAtMs);
  reporter.report(723, completedSession(meterOf(surroundings.seed, plan), last), endedAtMs);
}
