// A fact as one line of a journal. Only the fields of the schema are written, so that nothing else can slip out.
import { knownFact } from '../border/known-fact.ts';
import type { CallFact, Fact } from '../fact.ts';
import { PolicyError } from '../policy-error.ts';
import { FieldReader } from './field-reader.ts';
import { readFact } from './read-fact.ts';

const fields: Readonly<Record<Fact['kind'], string[]>> = {
  call: [
    'v',
    'kind',
    'id',
    'accountId',
    'app',
    'door',
    'scheme',
    'host',
    'class',
    'method',
    'path',
    'resource',
    'installationId',
    'command',
    'sets',
    'narrowing',
    'page',
    'cursor',
    'pageSize',
    'window',
    'fromAtMs',
    'toAtMs',
    'status',
    'sentAtMs',
    'answeredAtMs',
    'retryAfterMs',
    'tokenLifeMs',
    'attempt',
    'retryOf',
    'cause',
    'bytes',
    'rows',
    'pages',
    'code',
    'arrived',
    'changed',
    'charging',
    'connected',
    'allowed',
    'shown',
    'userAgent',
    'clientAddress',
  ],
  stream: ['v', 'kind', 'accountId', 'bus', 'scope', 'event', 'atMs'],
  attestation: ['v', 'kind', 'accountId', 'about', 'by', 'holds', 'value', 'version', 'statement', 'atMs'],
};

/**
 * One line of JSON without the line end. `parseFact` gives the same fact back, but for a name beyond 256 characters, a user
 * agent or a statement beyond 512, which are cut, for a duration that is none, which is not told, and for what is
 * no field of a fact, which is left out.
 * Throws `bad-fact` for what is none and for an instant before 1970 or beyond 2^53.
 *
 * @example
 * const lost = { kind: 'stream', accountId: 'main', bus: 'installation', scope: 'i1', event: 'lost', atMs: 5 } as const;
 * const line = formatFact({ v: 1, ...lost });
 * line; // → '{"v":1,"kind":"stream","accountId":"main","bus":"installation","scope":"i1","event":"lost","atMs":5}'
 */
export function formatFact(fact: Fact): string {
  const known = knownFact(fact);
  if (known === null) throw bad('it is none. Give what record or judge would count.');
  const written = known.kind === 'call' ? withUsableDurations(known) : known;
  const read = readFact(new FieldReader(written, 'journal'));
  if (read.kind === 'unreadable') throw bad(`${read.reason}. Give an instant since 1970; a journal holds no other.`);
  return JSON.stringify(written, fields[written.kind]);
}

const bad = (why: string): PolicyError => new PolicyError('bad-fact', `Failed to write a fact: ${why}`);

function withUsableDurations(call: CallFact): CallFact {
  const { retryAfterMs, tokenLifeMs } = call;
  return { ...call, retryAfterMs: usable(retryAfterMs), tokenLifeMs: usable(tokenLifeMs) };
}

/** What is no length of time counts as not told, and is written so: the refusal itself must not be lost. */
function usable(durationMs: number | null): number | null {
  return durationMs !== null && durationMs >= 0 && durationMs <= Number.MAX_SAFE_INTEGER ? durationMs : null;
}
