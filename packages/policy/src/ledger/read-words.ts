// What kind of read a call is, and what an accepted write opens: the ledger's reading, apart from the judge's.
import { chargingFloorMs, idleFloorMs, streamedFloorMs } from '../clauses/polling-floors.ts';
import type { CallFact, Known } from '../fact.ts';

export type ReadWords = Pick<CallFact, 'class' | 'path' | 'resource' | 'narrowing'>;

/** Columns of the table of instants. A charger and an installation never share an id, so that a row serves either. */
export const column = {
  state: 0,
  chargerDetail: 1,
  otherDetail: 2,
  hierarchy: 3,
  firmware: 4,
  constants: 5,
} as const;
export type Column = (typeof column)[keyof typeof column];
export const columns = Object.keys(column).length;

/** A read of one installation, which an accepted update of it opens once more. */
export function isInstallationDetail(read: Pick<CallFact, 'class' | 'path'>): boolean {
  return read.class === 'detail' && read.path === '/api/installation/{id}';
}

/** A session is a resource that no cadence clause covers. */
export function isSession<Read extends ReadWords>(read: Read): read is Read & { readonly resource: string } {
  return read.class === 'history' && read.path === '/api/session/{id}' && read.resource !== null;
}

/** A list narrowed to what `resource` names. */
export function isLookup(read: ReadWords): boolean {
  return read.class === 'list' && read.narrowing !== 'none' && read.resource !== null;
}

/** Null for what is followed elsewhere, or not at all. */
export function columnOf(read: Pick<CallFact, 'class' | 'path'>): Column | null {
  switch (read.class) {
    case 'state':
      return column.state;
    case 'detail':
      return read.path === '/api/chargers/{id}' ? column.chargerDetail : column.otherDetail;
    case 'hierarchy':
      return column.hierarchy;
    case 'firmware':
      return column.firmware;
    case 'constants':
      return column.constants;
    default:
      return null;
  }
}

/** Whether this is a write that was accepted and opens one read; a session's priority opens nothing. */
export function opens(call: CallFact): boolean {
  const accepted = call.status !== null && call.status >= 200 && call.status < 300;
  if (!accepted || call.class === 'command') return accepted;
  const isUpdate = call.path === '/api/chargers/{id}/update' || call.path === '/api/installation/{id}/update';
  return call.class === 'update' && isUpdate;
}

/** The floor of a state read that nothing opened. Unknown charging takes the laxer one. */
export function stateFloorMs(live: boolean, charging: Known): number {
  if (live) return streamedFloorMs;
  return charging === 'no' ? idleFloorMs : chargingFloorMs;
}
