// Tells whoever listens what changed, and whether the cloud pushes it (zaptec-api.md §4.6).
// Invariant: while nobody listens nothing is made up.
import type { Switches } from '../switches/switches.ts';
import type { Charger } from './charger.ts';
import { settingIds } from './charger-update.ts';
import type { WorldEvent } from './simulated-world.ts';

export class EventFeed {
  /** One for each part that was composed with the world: the bus, and tests. */
  readonly #listeners = new Set<(event: WorldEvent) => void>();
  readonly #switches: Switches;
  readonly #unpushed: ReadonlySet<number>;

  constructor(switches: Switches, unpushed: readonly number[]) {
    this.#switches = switches;
    this.#unpushed = new Set(unpushed);
  }

  listen(listener: (event: WorldEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(charger: Charger, change: Pick<WorldEvent, 'stateId' | 'atUs' | 'value'>): void {
    if (this.#listeners.size === 0) return;
    const { id: chargerId, serial, deviceType, installationId } = charger;
    const pushed = this.#isPushed(change.stateId);
    const event = { chargerId, serial, deviceType, installationId, ...change, pushed };
    for (const listener of this.#listeners) listener(event);
  }

  /** Settings and the cloud's own word on who is online are pushed by switches alone. */
  #isPushed(stateId: number): boolean {
    if (stateId === -2) return this.#switches.get('push-of-online') === 'on';
    if (settingIds.has(stateId)) return this.#switches.get('push-of-settings') === 'on';
    return !this.#unpushed.has(stateId);
  }
}
