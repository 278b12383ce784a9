// A fact as one line of a journal. Only the fields of the schema are written, so that nothing else can slip out.
import { knownFact } from '../border/known-fact.ts';
import type { Fact } from '../fact.ts';
import { PolicyError } from '../policy-error.ts';

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
    'code',
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
 * agent or a statement beyond 512, which are cut, and for what is no field of a fact, which is left out. Throws `bad-fact`.
 *
 * @example
 * const lost = { kind: 'stream', accountId: 'main', bus: 'installation', scope: 'i1', event: 'lost', atMs: 5 } as const;
 * const line = formatFact({ v: 1, ...lost });
 * line; // → '{"v":1,"kind":"stream","accountId":"main","bus":"installation","scope":"i1","event":"lost","atMs":5}'
 */
export function formatFact(fact: Fact): string {
  const known = knownFact(fact);
  if (known !== null) return JSON.stringify(known, fields[known.kind]);
  throw new PolicyError('bad-fact', 'Failed to write a fact: it is none. Give what record or judge would count.');
}
