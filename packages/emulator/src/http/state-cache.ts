// The 15 s cache of the state endpoint (policy §2; contradicted by one developer, hence a switch).
// Turning any switch empties it, so that what was turned is seen at once.
import type { Clock } from '../contract.ts';
import type { Switches } from '../switches/switches.ts';
import { restTimeForm } from '../time-forms.ts';
import type { SimulatedCharger } from '../world/simulated-world.ts';
import { type StateBody, stateBody } from './state-body.ts';

/** One body per charger that was asked for, as text and as bytes: 2 × 75 items × ~180 B = 28 kB, × 2,000 = 56 MB. */
const maxBodies = 2_000;

/** Policy §2. */
const lifeMs = 15_000;

interface CacheParts {
  readonly clock: Clock;
  readonly switches: Switches;
}

export interface StateCache {
  bodyOf(charger: SimulatedCharger): StateBody;
}

export function createStateCache({ clock, switches }: CacheParts): StateCache {
  const bodies = new Map<string, { readonly body: StateBody; readonly builtAtMs: number }>();
  switches.onChange(() => bodies.clear());
  return {
    bodyOf(charger) {
      if (switches.get('state-cache') === 'off') return stateBody(charger, restTimeForm(switches));
      const nowMs = clock.monotonicMs();
      const held = bodies.get(charger.id);
      if (held && nowMs - held.builtAtMs < lifeMs) return held.body;
      const body = stateBody(charger, restTimeForm(switches));
      bodies.delete(charger.id);
      bodies.set(charger.id, { body, builtAtMs: nowMs });
      if (bodies.size > maxBodies) bodies.delete(bodies.keys().next().value as string);
      return body;
    },
  };
}
