// What a stream hands to the mirror: batches of up to 500, most of them values that changed, in random order over chargers,
// some late and some twice.
import type { Observation } from '@fairlead/sdk';

/** As many as a charger of the emulator has; ids of the cloud lie between −3 and about 1,000. */
export const statesOfCharger = 75;
export const stateIdOf = (place: number): number => 500 + place * 3;
export const chargerIdOf = (n: number): string => `c0ffee00-0000-4000-8000-${String(n).padStart(12, '0')}`;

const startMs = Date.UTC(2026, 0, 1);
/** One in so many repeats an older time. */
const staleEach = 20;

export interface Feed {
  /** What is held before the clock starts. */
  readonly before: readonly (readonly Observation[])[];
  readonly batches: readonly (readonly Observation[])[];
  readonly observations: number;
}

export function feedOf(chargers: number, observations: number, before: Feed['before'] = [], seed = 7): Feed {
  const ids = Array.from({ length: chargers }, (_, n) => chargerIdOf(n));
  let state = seed;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const batches: Observation[][] = [];
  for (let made = 0; made < observations; made += 500) {
    const batch: Observation[] = [];
    for (let n = made; n < Math.min(made + 500, observations); n++) {
      const atMs = startMs + 3_600_000 + n - (n % staleEach === 0 ? 600_000 : 0);
      batch.push({
        // Decoded from a message: an id is a text of its own, not one that is held already.
        chargerId: Buffer.from(ids[next(chargers)] as string).toString('latin1'),
        stateId: stateIdOf(next(statesOfCharger)),
        value: `${next(32)}.${next(1_000)}`,
        observedAtUs: atMs * 1_000,
        receivedAtMs: startMs + 3_600_000 + n,
        via: 'stream',
        sequenceNumber: n + 1,
        clockSuspect: false,
      });
    }
    batches.push(batch);
  }
  return { before, batches, observations };
}

/** Every value of so many chargers once, a charger's 75 in a batch. */
export function* fullState(chargers: number): Generator<readonly Observation[]> {
  for (let n = 0; n < chargers; n++) {
    yield Array.from({ length: statesOfCharger }, (_, place) => ({
      ...{ chargerId: chargerIdOf(n), stateId: stateIdOf(place), value: `${n % 32}.${place}12` },
      ...{ observedAtUs: (startMs + n) * 1_000, receivedAtMs: startMs + n, via: 'poll' as const },
      ...{ sequenceNumber: 0, clockSuspect: false },
    }));
  }
}
