// A page of the deprecated charge history (`GET /api/chargehistory`): the envelope of the lists around its own items.
import { type EndedSession, parseChargeHistoryItem } from './ended-session.ts';
import { parseListEnvelope } from './parse-list-envelope.ts';
import { type ReadRows, readRows } from './parse-rows.ts';
import type { Parsed } from './row-reader.ts';

export interface ChargeHistoryPage extends ReadRows<EndedSession> {
  /** Number of pages; 1 where the answer does not say. */
  readonly pages: number;
}

export function parseChargeHistory(value: unknown): Parsed<ChargeHistoryPage> {
  const envelope = parseListEnvelope(value);
  if (envelope.kind !== 'ok') return envelope;
  const { rows, pages } = envelope.value;
  return { kind: 'ok', value: { ...readRows(rows, parseChargeHistoryItem, 'Data'), pages } };
}
