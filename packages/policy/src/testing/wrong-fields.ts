// What no field of a fact may hold. Nothing at all is not among it where a field may be absent.
import type { AttestationFact, CallFact, StreamFact } from '../fact.ts';

type Wrong<Kind> = Readonly<Record<keyof Kind, readonly unknown[]>>;

const noText = [5, {}, Symbol('x')];
const noName = [...noText, null];
const noNumber = ['5', -1, 0.5, Number.NaN, 1n];
const noInstant = ['5', Number.NaN, Number.POSITIVE_INFINITY, 1n, {}];
const noWord = ['', 'bogus', '__proto__', 'constructor', 5, null];
const noKnown = ['maybe', 5, true];
export const wrongOfCalls: Wrong<CallFact> = {
  v: [2, '1', null, undefined],
  kind: noWord,
  id: [...noName, undefined, 'i'.repeat(257)],
  accountId: noText,
  app: noText,
  door: [
    null,
    undefined,
    'https://x',
    {},
    { scheme: 'gopher', host: 'x' },
    { scheme: 'https' },
    { scheme: 'https', host: 5 },
  ],
  class: [...noWord, undefined],
  method: [...noWord, undefined],
  path: [...noName, undefined],
  resource: noText,
  narrowing: [...noWord, undefined],
  page: noNumber,
  cursor: noText,
  pageSize: noNumber,
  installationId: noText,
  command: noNumber,
  sets: ['bogus', 5],
  window: ['x', 5, {}, { fromAtMs: 0 }, { fromAtMs: 'a', toAtMs: 1 }, { fromAtMs: 0, toAtMs: Number.NaN }],
  status: noNumber,
  sentAtMs: [...noInstant, null, undefined],
  answeredAtMs: noInstant,
  retryAfterMs: ['5', {}],
  tokenLifeMs: ['5', {}],
  attempt: [...noNumber, 0, null, undefined],
  retryOf: [...noText, 'r'.repeat(257)],
  cause: [...noWord, undefined],
  bytes: noNumber,
  rows: noNumber,
  pages: noNumber,
  code: noNumber,
  arrived: noKnown,
  changed: noKnown,
  charging: noKnown,
  connected: noKnown,
  allowed: noKnown,
  shown: noKnown,
  userAgent: noText,
  clientAddress: noText,
};
export const wrongOfStreams: Wrong<StreamFact> = {
  v: [2],
  kind: noWord,
  accountId: noText,
  bus: [...noWord, undefined],
  scope: [...noName, undefined],
  event: [...noWord, undefined],
  atMs: [...noInstant, null, undefined],
};
export const wrongOfAttestations: Wrong<AttestationFact> = {
  v: [2],
  kind: noWord,
  accountId: noText,
  about: [...noWord, undefined],
  by: [...noWord, undefined],
  holds: ['true', 1, null, undefined],
  value: noInstant,
  version: [...noText, 'v'.repeat(257)],
  statement: noText,
  atMs: [...noInstant, null, undefined],
};
/** A value as the message of a failing test tells it. */
export function valueInText(value: unknown): string {
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 30);
}
