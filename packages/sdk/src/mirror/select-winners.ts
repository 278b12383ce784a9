// Which part of a batch replaces what is held. Pure; the mirror keeps, shows and publishes exactly this part.
import { observationWithoutSecrets, removeSecrets, sensitivityOfObservation } from '@fairlead/protocol';
import type { Holdings } from './holdings.ts';
import { merge } from './merge.ts';
import type { Observation, Observed } from './observed.ts';
import { receive } from './receive.ts';
import type { Batch, ChargerRow, InstallationRecord, Kept, KeptAnswers } from './state-keeper.ts';
import type { ValueTable } from './value-table.ts';
import { winningChargers, winningInstallations } from './winning-rows.ts';

/** A batch of winners, and beside each observation what it replaces and where: looked up once for all that follows. */
export interface Winners extends Batch {
  /** In the order of `observations`. */
  readonly places: readonly Place[];
}

export interface Place {
  readonly held: Observed | undefined;
  /** Undefined where nothing of the charger is held. */
  readonly table: ValueTable | undefined;
  /** −1 where the table has none for the state id. */
  readonly slot: number;
}

/**
 * The winners of a batch against what is held, less everything secret. Held with a time that is ahead even of the cloud's own
 * clock counts as not held: a program whose clock ran ahead kept it, and it would win until that time has come.
 *
 * @param believedUntilUs by `CloudTime`
 */
export function selectWinners(holdings: Holdings, batch: Batch, believedUntilUs: number): Winners {
  return winners(holdings, { ...batch, observations: batch.observations.map(receive) }, believedUntilUs);
}

/** The same of what a keeper tells: its times were looked at when it came, and the clock of now knows no better. */
export const selectKept = (holdings: Holdings, kept: Kept): Winners =>
  winners(holdings, kept, Number.POSITIVE_INFINITY);

function winners(holdings: Holdings, batch: Batch, believedUntilUs: number): Winners {
  return {
    ...winningObservations(holdings, batch.observations, believedUntilUs),
    chargers: winningChargers(holdings.chargers, batch.chargers.map(withoutSecrets)),
    installations: winningInstallations(holdings.installations, batch.installations.map(withoutSecretAnswers)),
  };
}

export const isEmpty = (batch: Batch): boolean =>
  batch.observations.length + batch.chargers.length + batch.installations.length === 0;

/** A charger has about 75 ids, through which a chain is as quick as a hash; one with more gets one. */
const longestChain = 100;

/** As many as a batch of the stream has at most; a keeper may tell millions at once. */
const lookedUpAtOnce = 500;

function winningObservations(
  holdings: Holdings,
  incoming: readonly Observation[],
  believedUntilUs: number,
): Pick<Winners, 'observations' | 'places'> {
  const observations: Observation[] = [];
  const placesOfWinners: Place[] = [];
  /** By charger the newest index, from which `earlier` leads to the ones before: most have one. */
  const newestOf = new Map<string, number>();
  const earlier: number[] = [];
  /** By charger with a longer chain, the index of each state id. */
  const indexes = new Map<string, Map<number, number>>();
  let places: readonly Place[] = [];
  for (let at = 0; at < incoming.length; at++) {
    if (at % lookedUpAtOnce === 0) places = placesOf(holdings, incoming.slice(at, at + lookedUpAtOnce));
    const raw = incoming[at] as Observation;
    if (sensitivityOfObservation(raw.stateId) === 'secret') continue;
    const candidate = withoutSecretValue(raw);
    const { chargerId, stateId } = candidate;
    const newest = newestOf.get(chargerId) ?? -1;
    const indexed = indexes.size > 0 ? indexes.get(chargerId) : undefined;
    let index = indexed ? (indexed.get(stateId) ?? -1) : newest;
    let steps = 0;
    for (; index >= 0 && observations[index]?.stateId !== stateId; steps++) index = earlier[index] as number;
    if (index >= 0) {
      if (merge(observations[index], candidate) === candidate) observations[index] = candidate;
      continue;
    }
    const place = places[at % lookedUpAtOnce] as Place;
    if (!replaces(place.held, candidate, believedUntilUs)) continue;
    if (steps >= longestChain) indexes.set(chargerId, indexOf(observations, earlier, newest));
    indexes.get(chargerId)?.set(stateId, observations.length);
    newestOf.set(chargerId, observations.length);
    earlier.push(newest);
    observations.push(candidate);
    placesOfWinners.push(place);
  }
  return { observations, places: placesOfWinners };
}

/** Of each state id in the chain that begins at `newest`. */
function indexOf(
  observations: readonly Observation[],
  earlier: readonly number[],
  newest: number,
): Map<number, number> {
  const found = new Map<number, number>();
  for (let index = newest; index >= 0; index = earlier[index] as number)
    found.set((observations[index] as Observation).stateId, index);
  return found;
}

/** Whether it takes the place of what is held. Held with a time later than `believedUntilUs` counts as not held. */
export function replaces(held: Observed | undefined, candidate: Observed, believedUntilUs: number): boolean {
  const isBelieved = held === undefined || held.observedAtUs <= believedUntilUs;
  return merge(isBelieved ? held : undefined, candidate) === candidate;
}

/** A loop for each look-up: the processor waits for several lines of memory at once, not for one after another. */
function placesOf(holdings: Holdings, incoming: readonly Observation[]): readonly Place[] {
  const tables = incoming.map(({ chargerId }) => holdings.table(chargerId));
  const slots = incoming.map(({ stateId }, at) => tables[at]?.slotOf(stateId) ?? -1);
  return slots.map((slot, at) => {
    const table = tables[at];
    return { held: slot < 0 ? undefined : table?.read(slot), table, slot };
  });
}

/** The same where there is nothing to take out, which is nearly always. */
function withoutSecretValue(observation: Observation): Observation {
  const value = observationWithoutSecrets(observation.value);
  return value === observation.value ? observation : { ...observation, value };
}

type Row = ChargerRow | InstallationRecord;

/** Whoever reads the rows from the cloud has removed the secrets already; the mirror does not rely on it. */
const withoutSecrets = <T extends Row>(record: T): T => ({
  ...record,
  row: removeSecrets(record.row).value as Readonly<Record<string, unknown>>,
});

const withoutSecretAnswers = (record: InstallationRecord): InstallationRecord =>
  record.answers
    ? { ...withoutSecrets(record), answers: removeSecrets(record.answers).value as KeptAnswers }
    : withoutSecrets(record);
