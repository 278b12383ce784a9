// Which winners the mirror has room for. Pure; what is refused here is neither kept nor published: what is published and not
// held would come back as news, older ones too, and what is kept and not held would grow without a bound.
import { type Holdings, maxChargers } from './holdings.ts';
import type { Observation } from './observed.ts';
import type { Place, Winners } from './select-winners.ts';
import { maxStates } from './value-table.ts';

export interface Roomed {
  /** The same where there is room for all, which is nearly always. */
  readonly winners: Winners;
  /** Values and rows. */
  readonly refused: number;
}

/** The winners that find room, in their order: first come, first held. */
export function withRoom(holdings: Holdings, winners: Winners): Roomed {
  if (isRoomy(holdings, winners)) return { winners, refused: 0 };
  const fitting: Winners = {
    ...valuesWithRoom(holdings, winners),
    chargers: rowsWithRoom(holdings.chargers, winners.chargers),
    installations: rowsWithRoom(holdings.installations, winners.installations),
  };
  return { winners: fitting, refused: sizeOf(winners) - sizeOf(fitting) };
}

/** True where all of it were no more than the bounds, whoever it is of. */
function isRoomy(holdings: Holdings, { observations, places, chargers, installations }: Winners): boolean {
  const most = observations.length;
  return (
    holdings.chargers.size + chargers.length <= maxChargers &&
    holdings.installations.size + installations.length <= maxChargers &&
    holdings.tableCount + most <= maxChargers &&
    places.every(({ slot, table }) => slot >= 0 || (table?.size ?? 0) + most <= maxStates)
  );
}

function valuesWithRoom(holdings: Holdings, winners: Winners): Pick<Winners, 'observations' | 'places'> {
  const observations: Observation[] = [];
  const places: Place[] = [];
  /** By charger, how many ids it did not hold. */
  const added = new Map<string, number>();
  let tables = holdings.tableCount;
  for (let index = 0; index < winners.observations.length; index++) {
    const observation = winners.observations[index] as Observation;
    const place = winners.places[index] as Place;
    if (place.slot < 0) {
      const more = added.get(observation.chargerId) ?? 0;
      const isFirst = !place.table && more === 0;
      if ((place.table?.size ?? 0) + more >= maxStates || (isFirst && tables >= maxChargers)) continue;
      added.set(observation.chargerId, more + 1);
      if (isFirst) tables++;
    }
    observations.push(observation);
    places.push(place);
  }
  return { observations, places };
}

function rowsWithRoom<T extends { readonly id: string }>(
  held: ReadonlyMap<string, T>,
  rows: readonly T[],
): readonly T[] {
  let room = maxChargers - held.size;
  return rows.filter(({ id }) => held.has(id) || room-- > 0);
}

const sizeOf = ({ observations, chargers, installations }: Winners): number =>
  observations.length + chargers.length + installations.length;
