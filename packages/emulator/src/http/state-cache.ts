// The 15 s cache of the state endpoint (policy §2; contradicted by one developer, hence switchable by its life).
import type { Clock } from '../contract.ts';
import type { SimulatedCharger } from '../world/simulated-world.ts';
import { stateBody } from './state-body.ts';

/** One body per charger that was asked for: 75 items × ~130 B = 10 kB; 50,000 chargers = 500 MB, hence this bound. */
const maxBodies = 2_000;

export interface StateCache {
  bodyOf(charger: SimulatedCharger): string;
}

export function createStateCache(clock: Clock, lifeMs = 15_000): StateCache {
  const bodies = new Map<string, { readonly body: string; readonly builtAtMs: number }>();
  return {
    bodyOf(charger) {
      const nowMs = clock.monotonicMs();
      const held = bodies.get(charger.id);
      if (held && nowMs - held.builtAtMs < lifeMs) return held.body;
      const body = stateBody(charger);
      bodies.delete(charger.id);
      bodies.set(charger.id, { body, builtAtMs: nowMs });
      if (bodies.size > maxBodies) bodies.delete(bodies.keys().next().value as string);
      return body;
    },
  };
}
