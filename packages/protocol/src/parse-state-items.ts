// A charger's state list (`GET /api/chargers/{id}/state`): a bare array of observations.
// Invariant: one item that cannot be read costs itself alone and is told; secret values (863, 864), and
// secrets in the JSON of others, never pass.
import { parseCloudTime } from './cloud-time.ts';
import { cloudText } from './cloud-value.ts';
import { sensitivityOfObservation } from './observation.ts';
import { observationWithoutSecrets } from './remove-secrets.ts';
import { ok, type Parsed, RowReader, type WrongShape, wrongShape } from './row-reader.ts';

export interface StateItem {
  /** Lower case. */
  readonly chargerId: string;
  readonly stateId: number;
  /** Time of the observation, not of the read; it can be years old. Whole microseconds since 1970 UTC. */
  readonly observedAtUs: number;
  /** Null for none: absent, null or empty. */
  readonly value: string | null;
}

export interface ParsedState {
  readonly items: readonly StateItem[];
  /** State ids whose values were taken out because they are secret. */
  readonly removed: readonly number[];
  /** The first 20 items that could not be read. */
  readonly unreadable: readonly WrongShape[];
}

const maxUnreadable = 20;

export function parseStateItems(value: unknown): Parsed<ParsedState> {
  if (!Array.isArray(value)) return wrongShape('answer', 'a list', value);
  const items: StateItem[] = [];
  const removed: number[] = [];
  const unreadable: WrongShape[] = [];
  for (const [index, item] of value.entries()) {
    const parsed = parseItem(item, index);
    if (parsed.kind === 'wrong-shape') {
      if (unreadable.length < maxUnreadable) unreadable.push(parsed);
    } else if (sensitivityOfObservation(parsed.value.stateId) === 'secret') removed.push(parsed.value.stateId);
    else items.push(parsed.value);
  }
  return ok({ items, removed, unreadable });
}

function parseItem(value: unknown, index: number): Parsed<StateItem> {
  const row = new RowReader(value, `[${index}]`);
  const chargerId = row.required(row.uuid('ChargerId'), 'ChargerId', 'a UUID', '');
  const stateId = row.required(row.integer('StateId'), 'StateId', 'a whole number', 0);
  const observedAtUs = row.required(parseCloudTime(row.text('Timestamp') ?? ''), 'Timestamp', 'a time', 0);
  const text = cloudText(row.raw('ValueAsString'));
  row.required(text === undefined ? undefined : true, 'ValueAsString', 'text or nothing', true);
  return row.finish(() => ({ chargerId, stateId, observedAtUs, value: observationWithoutSecrets(text ?? null) }));
}
