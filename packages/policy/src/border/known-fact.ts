// The border where a fact that a program hands in is let in: `record`, `judge` and `formatFact` ask here and nowhere else.
// Invariant: never throws for plain data. It looks at the form of a fact and reads nothing out of it: obeying and judging
// stay apart.
import { type AttestationFact, attestationSubjects, type CallFact, type Fact, type StreamFact } from '../fact.ts';
import { FieldReader } from '../journal/field-reader.ts';
import { readFact } from '../journal/read-fact.ts';
import { hasCallForm } from './call-form.ts';
import {
  isCountOrNull,
  isMeasureOrNull,
  isName,
  isNameOrNull,
  isObject,
  isToldOrNull,
  isWords,
  type Told,
} from './field-forms.ts';

const subjects: ReadonlySet<unknown> = new Set(attestationSubjects);
const events: ReadonlySet<unknown> = new Set(['opened', 'message', 'lost', 'refused'] satisfies StreamFact['event'][]);

/**
 * The fact as it is counted, or null for what is none. One that is whole is given back as it is; else what may be null
 * may be absent, as in a journal, and names beyond 256 characters, words beyond 512, are cut.
 */
export function knownFact(told: unknown): Fact | null {
  if (!isObject(told)) return null;
  if (isWhole(told)) return told;
  const read = readFact(new FieldReader(told, 'program'));
  return read.kind === 'unreadable' ? null : read;
}

function isWhole(told: object): told is Fact {
  const { v, kind } = told as Told<Fact>;
  if (v !== 1) return false;
  switch (kind) {
    case 'call':
      return isCall(told as Told<CallFact>);
    case 'stream':
      return isStream(told as Told<StreamFact>);
    case 'attestation':
      return isAttestation(told as Told<AttestationFact>);
    default:
      return false;
  }
}

function isCall(told: Told<CallFact>): boolean {
  return (
    hasCallForm(told) &&
    isName(told.id) &&
    isNameOrNull(told.accountId) &&
    isNameOrNull(told.app) &&
    isCountOrNull(told.status) &&
    Number.isFinite(told.sentAtMs) &&
    (told.answeredAtMs === null || Number.isFinite(told.answeredAtMs)) &&
    isToldOrNull(told.retryAfterMs) &&
    isToldOrNull(told.tokenLifeMs) &&
    isCountOrNull(told.bytes) &&
    isCountOrNull(told.rows) &&
    (told.pages === undefined || (told.pages !== null && isCountOrNull(told.pages))) &&
    isCountOrNull(told.code) &&
    (told.arrived === undefined || told.arrived === 'no')
  );
}

function isStream(told: Told<StreamFact>): boolean {
  const isBus = told.bus === 'group' || told.bus === 'installation';
  const isNamed = isNameOrNull(told.accountId) && isName(told.scope);
  return isBus && isNamed && events.has(told.event) && Number.isFinite(told.atMs);
}

function isAttestation(told: Told<AttestationFact>): boolean {
  const isSigned = told.by === 'operator' || told.by === 'self-test';
  const isNamed = isNameOrNull(told.accountId) && isNameOrNull(told.version) && isWords(told.statement);
  const isMeasured = typeof told.holds === 'boolean' && isMeasureOrNull(told.value);
  return isSigned && isNamed && isMeasured && subjects.has(told.about) && Number.isFinite(told.atMs);
}
