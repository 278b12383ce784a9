// What a disk has not taken yet of one account: by value and by row, so at most what the mirror itself holds.
// Invariant: of each the newest by the mirror's own order, whoever handed it over and in whatever order.
import { sensitivityOfObservation } from '@fairlead/protocol';
import { CloudTime } from './cloud-time.ts';
import type { Observation } from './observed.ts';
import { replaces } from './select-winners.ts';
import type { Batch, ChargerRow, InstallationRecord } from './state-keeper.ts';
import { winningChargers, winningInstallations } from './winning-rows.ts';

export type KeptRow =
  | { readonly kind: 'charger'; readonly row: ChargerRow }
  | { readonly kind: 'installation'; readonly row: InstallationRecord };

export class WaitingState {
  readonly values = new Map<string, Observation>();
  readonly rows = new Map<string, KeptRow>();
  readonly #time = new CloudTime();

  /** What is held with a later time counts as not held, see `CloudTime`. */
  get believedUntilUs(): number {
    return this.#time.believedUntilUs;
  }

  add({ observations, chargers, installations }: Batch): void {
    this.#time.note(observations);
    for (const observation of observations) {
      if (sensitivityOfObservation(observation.stateId) !== 'plain') continue;
      const key = `${observation.chargerId} ${observation.stateId}`;
      if (replaces(this.values.get(key), observation, this.believedUntilUs)) this.values.set(key, observation);
    }
    for (const row of chargers) this.#addRow({ kind: 'charger', row });
    for (const row of installations) this.#addRow({ kind: 'installation', row });
  }

  #addRow(incoming: KeptRow): void {
    const key = `${incoming.kind} ${incoming.row.id}`;
    const winner = winningRow(this.rows.get(key)?.row, incoming);
    if (winner) this.rows.set(key, winner);
  }

  /** It has been taken. */
  clear(): void {
    this.values.clear();
    this.rows.clear();
  }
}

/** What the row becomes, as the mirror merges it; undefined where it stays as it was. @param before of the same kind and id */
export function winningRow(before: KeptRow['row'] | undefined, { kind, row }: KeptRow): KeptRow | undefined {
  if (kind === 'charger') {
    const [winner] = winningChargers(heldAs(before as ChargerRow | undefined), [row]);
    return winner && { kind, row: winner };
  }
  const [winner] = winningInstallations(heldAs(before as InstallationRecord | undefined), [row]);
  return winner && { kind, row: winner };
}

const heldAs = <T extends { readonly id: string }>(row: T | undefined): ReadonlyMap<string, T> =>
  new Map(row ? [[row.id, row]] : []);
