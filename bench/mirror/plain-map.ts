// The yardstick: bare Maps, by charger and by state id, that compare times and keep the later value. They order nothing else,
// keep nothing for a restart, hide no secret and tell nobody.
import type { Observation } from '@fairlead/sdk';

export class PlainMap {
  readonly #held = new Map<string, Map<number, Observation>>();

  get size(): number {
    return this.#held.size;
  }

  apply(batch: readonly Observation[]): void {
    for (const observation of batch) {
      let ofCharger = this.#held.get(observation.chargerId);
      if (ofCharger === undefined) {
        ofCharger = new Map();
        this.#held.set(observation.chargerId, ofCharger);
      }
      const held = ofCharger.get(observation.stateId);
      if (held === undefined || observation.observedAtUs > held.observedAtUs)
        ofCharger.set(observation.stateId, observation);
    }
  }
}
