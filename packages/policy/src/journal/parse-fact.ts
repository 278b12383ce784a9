// The border where a line of a journal becomes a fact. One JSON object a line, `"v":1`, the field names of `Fact`.
// Invariant: never throws, and never quotes the line: a line of unknown origin may hold a secret.
import {
  type AttestationFact,
  attestationSubjects,
  type CallFact,
  callClasses,
  causes,
  type Fact,
  methods,
  type StreamFact,
  schemes,
} from '../fact.ts';
import { FieldReader } from './field-reader.ts';

/** A line that is no fact, and why. Count it and show the reason; the rest of the journal is still good. */
export interface Unreadable {
  readonly kind: 'unreadable';
  /** One clause without a capital or full stop: `field "sentAtMs" must be a whole number from 0 up`. */
  readonly reason: string;
}

/** A fact is about 900 characters, with the longest texts 4,000; 16,384 leave room and keep a hostile line cheap. */
const longestLine = 16_384;

/**
 * Reads one line of at most 16,384 characters. Fields that may be null may be absent; fields that are not known are left
 * out. Never throws: what is no fact is answered as `unreadable`, with the reason and without the line.
 *
 * @example
 * parseFact('{"v":1,"kind":"stream","bus":"installation","scope":"i1","event":"lost","atMs":5}').kind; // → 'stream'
 * const reason = 'the line is not one JSON object';
 * parseFact('half a li'); // → { kind: 'unreadable', reason }
 */
export function parseFact(line: string): Fact | Unreadable {
  if (line.length > longestLine) return unreadable(`the line is longer than ${longestLine} characters`);
  const parsed = parseJson(line.replace(/^\uFEFF/, ''));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return unreadable('the line is not one JSON object');
  }
  const read = new FieldReader(parsed);
  const version = read.count('v');
  if (read.problem === null && version !== 1) return unreadable(`version ${version} is not known, only 1`);
  const kind = read.oneOf('kind', ['call', 'stream', 'attestation']);
  return read.problem === null ? factOf(kind, read) : unreadable(read.problem);
}

function factOf(kind: Fact['kind'], read: FieldReader): Fact | Unreadable {
  switch (kind) {
    case 'call':
      return callOf(read);
    case 'stream':
      return settled(read, streamOf(read));
    case 'attestation':
      return settled(read, attestationOf(read));
  }
}

function callOf(read: FieldReader): Fact | Unreadable {
  const door = read.object('door');
  const window = read.objectOrNull('window');
  const fact: CallFact = {
    v: 1,
    kind: 'call',
    id: read.text('id'),
    accountId: read.textOrNull('accountId'),
    app: read.textOrNull('app'),
    door: { scheme: door.oneOf('scheme', schemes), host: door.text('host') },
    class: read.oneOf('class', callClasses),
    method: read.oneOf('method', methods),
    path: read.text('path'),
    resource: read.textOrNull('resource'),
    installationId: read.textOrNull('installationId'),
    command: read.countOrNull('command'),
    sets: read.oneOfOrNull('sets', ['available-current', 'other']),
    narrowing: read.oneOf('narrowing', ['none', 'name', 'installation']),
    page: read.countOrNull('page'),
    pageSize: read.countOrNull('pageSize'),
    window: window && { fromAtMs: window.ms('fromAtMs'), toAtMs: window.ms('toAtMs') },
    status: read.countOrNull('status'),
    sentAtMs: read.ms('sentAtMs'),
    answeredAtMs: read.msOrNull('answeredAtMs'),
    retryAfterMs: read.msOrNull('retryAfterMs'),
    tokenLifeMs: read.msOrNull('tokenLifeMs'),
    attempt: read.count('attempt', 1),
    retryOf: read.textOrNull('retryOf'),
    cause: read.oneOf('cause', causes),
    bytes: read.countOrNull('bytes'),
    rows: read.countOrNull('rows'),
    code: read.countOrNull('code'),
    changed: read.known('changed'),
    charging: read.known('charging'),
    connected: read.known('connected'),
    allowed: read.known('allowed'),
    shown: read.known('shown'),
    userAgent: read.wordsOrNull('userAgent'),
    clientAddress: read.textOrNull('clientAddress'),
  };
  const problem = read.problem ?? door.problem ?? window?.problem ?? null;
  return problem === null ? fact : unreadable(problem);
}

function streamOf(read: FieldReader): StreamFact {
  return {
    v: 1,
    kind: 'stream',
    accountId: read.textOrNull('accountId'),
    bus: read.oneOf('bus', ['group', 'installation']),
    scope: read.text('scope'),
    event: read.oneOf('event', ['opened', 'message', 'lost', 'refused']),
    atMs: read.ms('atMs'),
  };
}

function attestationOf(read: FieldReader): AttestationFact {
  return {
    v: 1,
    kind: 'attestation',
    accountId: read.textOrNull('accountId'),
    about: read.oneOf('about', attestationSubjects),
    by: read.oneOf('by', ['operator', 'self-test']),
    holds: read.flag('holds'),
    value: read.msOrNull('value'),
    version: read.textOrNull('version'),
    statement: read.wordsOrNull('statement') ?? '',
    atMs: read.ms('atMs'),
  };
}

function settled(read: FieldReader, fact: Fact): Fact | Unreadable {
  return read.problem === null ? fact : unreadable(read.problem);
}

function unreadable(reason: string): Unreadable {
  return { kind: 'unreadable', reason };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // A line that is no JSON at all is told like any other that is no object.
    return null;
  }
}
