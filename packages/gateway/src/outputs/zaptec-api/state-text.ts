// The bare array of `GET /api/chargers/{id}/state` as text. It is what local apps ask for most, and of its 75 rows a few
// change between two reads: a row is written anew only when its time or value changed (measured: 150 µs without this).
import { formatCloudTime } from '@fairlead/protocol';
import type { MirrorView } from '@fairlead/sdk';
import { maySee } from '../../house/house-account.ts';

/** Chargers whose rows are kept written: 500 of 75 rows and 0.25 kB each are 9 MB; the one longest unread makes room. */
const maxChargers = 500;

interface WrittenRow {
  readonly observedAtUs: number;
  readonly value: string | null;
  readonly text: string;
}

/** Rows in the order of their ids; `ValueAsString` is absent where there is no value. */
export type StateTexts = (chargerId: string, mirror: MirrorView, personal: boolean) => string;

export function stateTexts(): StateTexts {
  const written = new Map<string, Map<number, WrittenRow>>();
  const rowsOf = (chargerId: string): Map<number, WrittenRow> => {
    const rows = written.get(chargerId) ?? new Map<number, WrittenRow>();
    written.delete(chargerId);
    written.set(chargerId, rows);
    const [oldest] = written.keys();
    if (written.size > maxChargers && oldest !== undefined) written.delete(oldest);
    return rows;
  };
  return (chargerId, mirror, personal) => {
    const rows = rowsOf(chargerId);
    const texts: string[] = [];
    for (const [stateId, observed] of [...mirror.observations(chargerId)].sort(byStateId)) {
      if (!maySee(stateId, personal)) continue;
      const { observedAtUs, value } = observed;
      let row = rows.get(stateId);
      if (row?.observedAtUs !== observedAtUs || row.value !== value) {
        row = { observedAtUs, value, text: rowText(chargerId, stateId, observedAtUs, value) };
        rows.set(stateId, row);
      }
      texts.push(row.text);
    }
    return `[${texts.join(',')}]`;
  };
}

function rowText(chargerId: string, stateId: number, observedAtUs: number, value: string | null): string {
  const row = { ChargerId: chargerId, StateId: stateId, Timestamp: formatCloudTime(observedAtUs, { zone: false }) };
  return JSON.stringify(value === null ? row : { ...row, ValueAsString: value });
}

function byStateId([left]: readonly [number, unknown], [right]: readonly [number, unknown]): number {
  return left - right;
}
