// The yardstick: a bare Map of the same keys that compares times and keeps the later value. It orders nothing else, keeps
// nothing for a restart, hides no secret and tells nobody.
import type { Observation } from '@fairlead/sdk';

export class PlainMap {
  readonly #held = new Map<string, Observation>();

  get size(): number {
    return this.#held.size;
  }

  apply(batch: readonly Observation[]): void {
    for (const observation of batch) {
      const key = `${observation.chargerId} ${observation.stateId}`;
      const held = this.#held.get(key);
      if (held === undefined || observation.observedAtUs > held.observedAtUs) this.#held.set(key, observation);
    }
  }
}
