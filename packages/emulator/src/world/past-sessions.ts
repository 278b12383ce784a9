// The sessions that a charger remembers of the time before its world was opened. They follow from seed, plan and the
// instant of the opening alone, so that no snapshot need hold them, and they are told when somebody asks: the ninety days
// of 40 chargers made a start 17 MB larger (measured).
// Invariant: at least one, oldest first; no two overlap; each begins at the meter at which the one before ended.
import type { ChargerPlan, Opening } from '../fleets/world-plan.ts';
import { untilArrivalMs, untilDepartureMs } from './daily-rhythm.ts';
import { type EndedSession, endedSession } from './ended-session.ts';
import { derivedChance, derivedUuid } from './identity.ts';
import { meterOf } from './meter-identity.ts';
import { readingIntervalMs } from './ocmf.ts';
import { type Flow, ticksBetween } from './past-ticks.ts';
import { type Chance, draw, drawBetween } from './random.ts';
import { type Visited, visitorToken } from './visitors.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The last one had left this long before the present visit began, at the least. */
const leastIdleMs = hourMs;
/** Mains voltage, V, and the part of what it is offered that a car takes (§10.6). */
const voltageV = 230;
const drawnShare = 0.955;

interface Stay {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Past {
  /** What the last car before the opening left behind. */
  last(): EndedSession | undefined;
  /** All of it, kept from the first time on that it is asked for. */
  sessions(): readonly EndedSession[];
}

export const noPast: Past = { last: () => undefined, sessions: () => [] };

/** @param openedAtMs wall time of the world's first moment */
export function pastOf(visited: Visited, openedAtMs: number, pastDays: number): Past {
  let all: readonly EndedSession[] | undefined;
  return {
    last() {
      let last: Charge | undefined;
      for (const charge of charges(visited, openedAtMs, pastDays)) last = charge;
      return last && told(visited, last);
    },
    sessions() {
      all ??= Array.from(charges(visited, openedAtMs, pastDays), (charge) => told(visited, charge));
      return all;
    },
  };
}

/** A session in numbers. */
interface Charge {
  readonly page: number;
  readonly flow: Flow;
  readonly leftMs: number;
  readonly startUs: number;
  readonly endUs: number;
}

function* charges({ seed, index, plan }: Visited, openedAtMs: number, pastDays: number): Generator<Charge> {
  const luck: Chance = { chance: derivedChance(seed, `past/${index}`) };
  const untilMs = openedAtMs - visitBeganMs(plan.opening) - leastIdleMs;
  let page = firstPage(index);
  let startWh = plan.meterKwh * 1000;
  for (const stay of stays(luck, openedAtMs - pastDays * dayMs, untilMs)) {
    const charge = chargeIn(stay, luck, plan, { page, startWh });
    yield charge;
    page += 1;
    startWh = charge.flow.endWh;
  }
}

/** How long before the opening its present visit began; an empty one has been empty for an hour. */
export function visitBeganMs(opening: Opening): number {
  return 'sinceMs' in opening ? Math.floor(opening.sinceMs) : hourMs;
}

/** Chargers that were put up together have not been used equally often. */
function firstPage(index: number): number {
  return 40 + (index % 200);
}

function stays(luck: Chance, fromMs: number, untilMs: number): Stay[] {
  const found: Stay[] = [];
  for (let leftMs = fromMs; ; ) {
    const cameMs = Math.ceil(leftMs + untilArrivalMs(luck, leftMs));
    leftMs = Math.ceil(cameMs + untilDepartureMs(luck, cameMs));
    if (leftMs > untilMs) break;
    found.push({ fromMs: cameMs, toMs: leftMs });
  }
  if (found.length > 0) return found;
  const lastMs = untilMs - Math.floor(drawBetween(luck, 0, 8) * hourMs);
  return [{ fromMs: lastMs - 3 * hourMs, toMs: lastMs }];
}

function chargeIn(
  stay: Stay,
  luck: Chance,
  plan: ChargerPlan,
  { page, startWh }: { readonly page: number; readonly startWh: number },
): Charge {
  const powerW = usualPowerW(plan) * drawBetween(luck, 0.6, 1);
  const wantedWh = 3_000 + 37_000 * draw(luck) ** 1.5;
  const flowsMs = Math.min(stay.toMs - stay.fromMs, (wantedWh / powerW) * hourMs);
  const startUs = stay.fromMs * 1000 + Math.floor(draw(luck) * 1000);
  const endUs = stay.toMs * 1000 + Math.floor(draw(luck) * 1000);
  const endWh = startWh + Math.floor((powerW * flowsMs) / hourMs);
  return {
    page,
    flow: { fromMs: stay.fromMs, toMs: stay.fromMs + flowsMs, startWh, endWh },
    leftMs: stay.toMs,
    startUs,
    endUs,
  };
}

function told(visited: Visited, { page, flow, leftMs, startUs, endUs }: Charge): EndedSession {
  const { seed, index, plan } = visited;
  const meter = meterOf(seed, plan);
  return endedSession(
    {
      id: derivedUuid(seed, `session/${index}/${page}/${startUs}`),
      startUs,
      startWh: flow.startWh,
      ticks: ticksBetween(flow, leftMs, readingIntervalMs(plan.model)),
    },
    {
      page,
      endUs,
      endWh: flow.endWh,
      token: visitorToken(visited, page),
      firmware: meter.firmware,
      signed: meter.key !== null,
    },
  );
}

function usualPowerW({ car, maxCurrentA }: ChargerPlan): number {
  return voltageV * drawnShare * car.phases * Math.min(car.maxCurrentA, maxCurrentA);
}
