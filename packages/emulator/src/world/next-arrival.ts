// Somebody looks for the first time: whichever car would come next sets out now.
import type { Charger } from './charger.ts';
import { drawBetween } from './random.ts';

/** How long after the first look the next car comes. */
const soonestArrivalMs = 8_000;
const latestArrivalMs = 15_000;

/** Where it comes; undefined where no charger is free. */
export function hastenNextArrival(chargers: readonly Charger[], nowMs: number): Charger | undefined {
  const next = nextArrival(chargers);
  if (next === undefined) return undefined;
  const { state } = next.context;
  const soonMs = Math.ceil(nowMs + drawBetween(state, soonestArrivalMs, latestArrivalMs));
  state.visitAtMs = Math.min(state.visitAtMs, soonMs);
  return next;
}

function nextArrival(chargers: readonly Charger[]): Charger | undefined {
  return chargers
    .filter(({ context, plan }) => {
      const { car, controls } = context.state;
      return car === null && controls.everOnline && (plan.active ?? true);
    })
    .reduce<Charger | undefined>((first, charger) => {
      if (first === undefined) return charger;
      return charger.context.state.visitAtMs < first.context.state.visitAtMs ? charger : first;
    }, undefined);
}
