// A fact as one line of a journal. Only the fields of the schema are written, so that nothing else can slip out.
import type { Fact } from '../fact.ts';

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
 * One line of JSON without the line end. `parseFact` gives the same fact back; what is no field of a fact is left out.
 *
 * @example
 * const lost = { kind: 'stream', accountId: 'main', bus: 'installation', scope: 'i1', event: 'lost', atMs: 5 } as const;
 * const line = formatFact({ v: 1, ...lost });
 * line; // → '{"v":1,"kind":"stream","accountId":"main","bus":"installation","scope":"i1","event":"lost","atMs":5}'
 */
export function formatFact(fact: Fact): string {
  return JSON.stringify(fact, fields[fact.kind]);
}
