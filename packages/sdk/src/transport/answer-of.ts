// From how a call ended to what its caller gets: an answer, or the one error with a sentence.
import type { ClauseId } from '@fairlead/policy';
import { type EndpointId, type ErrorBody, endpoint, errorInJson } from '@fairlead/protocol';
import type { Answer } from '../account.ts';
import { answerFailure, failure } from '../explain/failure.ts';
import { type Asked, wordsOfEndpoints } from '../explain/words-of-endpoints.ts';
import type { Ending } from '../governor/flight.ts';
import { discreetError } from '../log/discreet-log.ts';
import { SdkError } from '../sdk-error.ts';
import type { Answered } from './exchange.ts';

/** @throws SdkError unless the cloud answered 2xx with a body that can be read; its sentence says what was asked for */
export function answerOf(ending: Ending, id: EndpointId): Answer {
  const asked = wordsOfEndpoints[id];
  switch (ending.kind) {
    case 'exchanged':
      if (ending.exchange.kind === 'failed') {
        // Nothing else cuts off what is on its way: a caller who leaves ends his own wait alone.
        if (ending.exchange.code === 'cancelled') throw failure(asked.task, 'closed');
        throw failure('reach the cloud', 'unreachable', { happened: asClause(ending.exchange.message) });
      }
      return readable(ending.exchange, ending.answeredAtMs, asked);
    case 'cancelled':
      throw failure(asked.task, 'cancelled');
    case 'not-sent':
      throw notSent(ending, id, asked.task);
  }
}

function readable(exchange: Answered, receivedAtMs: number, asked: Asked): Answer {
  const { status, shape, body, dateMs } = exchange;
  if (status < 200 || status >= 300) throw refusalOf(exchange, asked);
  if (shape === 'malformed' || shape === 'html') {
    const aside = `status ${status} with ${shape === 'html' ? 'a page of HTML' : 'broken JSON'}`;
    throw failure(asked.task, 'unreadable-answer', { status, aside });
  }
  return { status, body, receivedAtMs, ...(typeof dateMs === 'number' && { saidAtMs: dateMs }) };
}

/** Which of the four bodies of an error it is (zaptec-api.md §8.2), told by the body and never by the status. */
export function errorBodyOf({ status, shape, body }: Answered): ErrorBody {
  switch (shape) {
    case 'empty':
      return { kind: 'empty', status };
    case 'html':
      return { kind: 'html', status, title: null, server: 'unknown' };
    case 'json':
      return errorInJson(status, body);
    case 'text':
    case 'malformed':
      return { kind: 'unrecognised', status };
  }
}

/** The cloud's own code and sentence, from either of its two shapes. */
export function cloudCodeOf(body: unknown): { readonly code: number | null; readonly details: string | null } {
  const error = errorInJson(0, body);
  switch (error.kind) {
    case 'code-details':
      return { code: error.code, details: error.details };
    case 'code-message':
      return { code: error.code, details: error.message };
    case 'oauth':
    case 'html':
    case 'empty':
    case 'unrecognised':
      return { code: null, details: null };
  }
}

function refusalOf(answered: Answered, asked: Asked): SdkError {
  const { status } = answered;
  const error = errorBodyOf(answered);
  const cloudCode = 'code' in error ? error.code : null;
  const transient = status === 429 || status >= 502 || (status === 500 && cloudCode === null);
  return answerFailure(asked, transient ? 'unreachable' : 'cloud-refused', { status, cloudCode });
}

interface TooEarly {
  readonly happened?: string;
  readonly remedy: string;
}

/** What `no-intrusion` holds back, of reads and writes alike. */
export const rightMissing = {
  happened:
    'the cloud refused it for want of a right (403), or 20 ids that no list had shown, and is not asked again so soon',
  remedy: 'Ask the owner for the role Owner or Service, and name only what a list or an event has shown',
} as const satisfies TooEarly;

/** Where "use what is held" helps nobody. */
const tooEarly: Readonly<Record<string, ((id: EndpointId) => TooEarly) | undefined>> = {
  // Of history nothing is held here. The archive alone goes on at a cursor; a report has none.
  'no-scraping': (id: EndpointId) => {
    const served = 'It was served within the day: use what you stored of it';
    const goesOn = endpoint(id).query.includes('Cursor');
    return {
      remedy: `${served}, ${goesOn ? 'ask for the time since, or go on at a cursor' : 'or ask for the time since'}`,
    };
  },
  'no-intrusion': () => rightMissing,
} satisfies Partial<Record<ClauseId, unknown>>;

/** A sentence as a part of another one. */
function asClause(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function notSent(ending: Extract<Ending, { kind: 'not-sent' }>, id: EndpointId, task: string): SdkError {
  switch (ending.reason) {
    case 'queue-full':
      return failure(task, 'queue-full', {
        aside: `${ending.queued} of them${ending.of === 'app' ? ', all of this app' : ''}`,
      });
    case 'too-early': {
      const { clause, untilMs } = ending;
      const aside = `${clause}, from ${new Date(untilMs).toISOString()}`;
      return failure(task, 'too-early', { aside, clause, retryAtMs: untilMs, ...tooEarly[clause]?.(id) });
    }
    case 'held': {
      const { clause, freshUntilMs } = ending;
      return failure(task, 'held', { aside: clause, clause, retryAtMs: freshUntilMs });
    }
    case 'forbidden': {
      const { clause, instead } = ending;
      return failure(task, 'forbidden', { aside: clause, clause, remedy: `Instead: ${instead}` });
    }
    case 'no-login':
      return ending.cause instanceof SdkError
        ? ending.cause
        : failure(task, 'login-failed', { cause: discreetError(ending.cause) });
    case 'closed':
      return failure(task, 'closed');
  }
}
