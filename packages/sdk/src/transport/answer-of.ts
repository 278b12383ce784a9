// From how a call ended to what its caller gets: an answer, or the one error with a sentence.
import type { Answer } from '../account.ts';
import { answerFailure, failure } from '../explain/failure.ts';
import type { Ending } from '../governor/flight.ts';
import { discreetError } from '../log/discreet-log.ts';
import { SdkError } from '../sdk-error.ts';
import type { Answered } from './exchange.ts';

/** @throws SdkError unless the cloud answered 2xx with a body that can be read */
export function answerOf(ending: Ending): Answer {
  switch (ending.kind) {
    case 'exchanged':
      if (ending.exchange.kind === 'failed') {
        throw failure('reach the cloud', 'unreachable', { aside: withoutStop(ending.exchange.message) });
      }
      return readable(ending.exchange, ending.answeredAtMs);
    case 'cancelled':
      throw failure('complete a call', 'cancelled');
    case 'not-sent':
      throw notSent(ending);
  }
}

function readable(exchange: Answered, receivedAtMs: number): Answer {
  const { status, shape, body } = exchange;
  if (status < 200 || status >= 300) throw refusalOf(exchange);
  if (shape === 'malformed' || shape === 'html') {
    const aside = `status ${status} with ${shape === 'html' ? 'a page of HTML' : 'broken JSON'}`;
    throw failure("read the cloud's answer", 'unreadable-answer', { status, aside });
  }
  return { status, body, receivedAtMs };
}

/** Both error shapes: `{Code, Details}` and `{errorCode, message}` (zaptec-api.md §8.2). */
export function cloudCodeOf(body: unknown): { readonly code: number | null; readonly details: string | null } {
  if (typeof body !== 'object' || body === null) return { code: null, details: null };
  const fields = body as Readonly<Record<string, unknown>>;
  const code = fields['Code'] ?? fields['errorCode'];
  const details = fields['Details'] ?? fields['message'];
  return {
    code: typeof code === 'number' ? code : null,
    details: typeof details === 'string' && details !== '' ? details.slice(0, 300) : null,
  };
}

function refusalOf({ status, body }: Answered): SdkError {
  const { code: cloudCode } = cloudCodeOf(body);
  const transient = status === 429 || status >= 502 || (status === 500 && cloudCode === null);
  return answerFailure('get an answer', transient ? 'unreachable' : 'cloud-refused', { status, cloudCode });
}

/** A sentence as a part of another one. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function notSent(ending: Extract<Ending, { kind: 'not-sent' }>): SdkError {
  const task = 'make a call';
  switch (ending.reason) {
    case 'queue-full':
      return failure(task, 'queue-full', { aside: `${ending.queued} of them` });
    case 'too-early': {
      const { clause, untilMs } = ending;
      const aside = `${clause}, from ${new Date(untilMs).toISOString()}`;
      return failure(task, 'too-early', { aside, clause, retryAtMs: untilMs });
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
