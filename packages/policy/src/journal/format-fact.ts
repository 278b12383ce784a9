// A fact as one line of a journal. Only the fields of the schema are written, so that nothing else can slip out.
import type { Fact } from '../fact.ts';
import { longestWords } from './field-reader.ts';

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
 * One line of JSON without the line end. `parseFact` gives the same fact back, but for a user agent or a statement beyond
 * 512 characters, which is cut, and for what is no field of a fact, which is left out.
 *
 * @example
 * const lost = { kind: 'stream', accountId: 'main', bus: 'installation', scope: 'i1', event: 'lost', atMs: 5 } as const;
 * const line = formatFact({ v: 1, ...lost });
 * line; // → '{"v":1,"kind":"stream","accountId":"main","bus":"installation","scope":"i1","event":"lost","atMs":5}'
 */
export function formatFact(fact: Fact): string {
  return JSON.stringify(cut(fact), fields[fact.kind]);
}

function cut(fact: Fact): Fact {
  if (fact.kind === 'call' && fact.userAgent !== null && fact.userAgent.length > longestWords) {
    return { ...fact, userAgent: fact.userAgent.slice(0, longestWords) };
  }
  return fact.kind === 'attestation' && fact.statement.length > longestWords
    ? { ...fact, statement: fact.statement.slice(0, longestWords) }
    : fact;
}
