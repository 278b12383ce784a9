// Reads a fact of any kind out of the fields of an object.
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
import type { FieldReader } from './field-reader.ts';

/** What is no fact, and why. */
export interface Unreadable {
  readonly kind: 'unreadable';
  /** One clause without a capital or full stop: `field "sentAtMs" must be a number of milliseconds from 0 up`. */
  readonly reason: string;
}

/** What may be null may be absent, and what is not told is `unknown`. */
export function readFact(read: FieldReader): Fact | Unreadable {
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

export function callOf(read: FieldReader): CallFact | Unreadable {
  const door = read.object('door');
  const window = read.objectOrNull('window');
  const pages = read.countOrNull('pages');
  const cursor = read.nameOrNull('cursor');
  const fact: CallFact = {
    v: 1,
    kind: 'call',
    id: read.text('id'),
    accountId: read.nameOrNull('accountId'),
    app: read.nameOrNull('app'),
    door: { scheme: door.oneOf('scheme', schemes), host: door.name('host') },
    class: read.oneOf('class', callClasses),
    method: read.oneOf('method', methods),
    path: read.name('path'),
    resource: read.nameOrNull('resource'),
    installationId: read.nameOrNull('installationId'),
    command: read.countOrNull('command'),
    sets: read.oneOfOrNull('sets', ['available-current', 'other']),
    narrowing: read.oneOf('narrowing', ['none', 'name', 'installation']),
    page: read.countOrNull('page'),
    ...(cursor !== null && { cursor }),
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
    ...(pages !== null && { pages }),
    code: read.countOrNull('code'),
    ...(read.known('arrived') === 'no' && { arrived: 'no' }),
    changed: read.known('changed'),
    charging: read.known('charging'),
    connected: read.known('connected'),
    allowed: read.known('allowed'),
    shown: read.known('shown'),
    userAgent: read.wordsOrNull('userAgent'),
    clientAddress: read.nameOrNull('clientAddress'),
  };
  const problem = read.problem ?? door.problem ?? window?.problem ?? null;
  return problem === null ? fact : unreadable(problem);
}

function streamOf(read: FieldReader): StreamFact {
  return {
    v: 1,
    kind: 'stream',
    accountId: read.nameOrNull('accountId'),
    bus: read.oneOf('bus', ['group', 'installation']),
    scope: read.name('scope'),
    event: read.oneOf('event', ['opened', 'message', 'lost', 'refused']),
    atMs: read.ms('atMs'),
  };
}

function attestationOf(read: FieldReader): AttestationFact {
  return {
    v: 1,
    kind: 'attestation',
    accountId: read.nameOrNull('accountId'),
    about: read.oneOf('about', attestationSubjects),
    by: read.oneOf('by', ['operator', 'self-test']),
    holds: read.flag('holds'),
    value: read.measureOrNull('value'),
    version: read.textOrNull('version'),
    statement: read.wordsOrNull('statement') ?? '',
    atMs: read.ms('atMs'),
  };
}

function settled(read: FieldReader, fact: Fact): Fact | Unreadable {
  return read.problem === null ? fact : unreadable(read.problem);
}

export function unreadable(reason: string): Unreadable {
  return { kind: 'unreadable', reason };
}
