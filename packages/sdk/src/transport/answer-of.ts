// From how a call ended to what its caller gets: an answer, or the one error with a sentence.
import { type ErrorBody, errorInJson } from '@fairlead/protocol';
import type { Answer } from '../account.ts';
import type { Ending } from '../governor/flight.ts';
import { SdkError } from '../sdk-error.ts';
import type { Answered } from './exchange.ts';

/** @throws SdkError unless the cloud answered 2xx with a body that can be read */
export function answerOf(ending: Ending): Answer {
  switch (ending.kind) {
    case 'exchanged':
      if (ending.exchange.kind === 'failed') {
        throw new SdkError('unreachable', `Failed to reach the cloud: ${ending.exchange.message} Try again later.`);
      }
      return readable(ending.exchange, ending.answeredAtMs);
    case 'cancelled':
      throw new SdkError('cancelled', 'Failed to complete a call: its caller cancelled it.');
    case 'not-sent':
      throw notSent(ending);
  }
}

function readable(exchange: Answered, receivedAtMs: number): Answer {
  const { status, shape, body } = exchange;
  if (status < 200 || status >= 300) throw refusalOf(exchange);
  if (shape === 'malformed' || shape === 'html') {
    throw new SdkError(
      'unreadable-answer',
      `Failed to read the cloud's answer: status ${status} with ${shape === 'html' ? 'a page of HTML' : 'broken JSON'}. What is held stays; try again later.`,
      { status },
    );
  }
  return { status, body, receivedAtMs };
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

function refusalOf(answered: Answered): SdkError {
  const { status } = answered;
  const error = errorBodyOf(answered);
  const code = 'code' in error ? error.code : null;
  const facts = { status, ...(code === null ? {} : { cloudCode: code }) };
  const transient = status === 429 || status >= 502 || (status === 500 && code === null);
  if (transient) {
    return new SdkError(
      'unreachable',
      `Failed to get an answer: the cloud gave status ${status}${saidBy(error)}. Try again later.`,
      facts,
    );
  }
  return new SdkError('cloud-refused', `Failed to get an answer: ${meaningOf(error)}.`, facts);
}

function meaningOf(error: ErrorBody): string {
  const with_ = `status ${error.status}${saidBy(error)}`;
  switch (error.status) {
    case 401:
      return `the cloud does not accept the token that it gave (${with_}). Look at the account in the portal`;
    case 403:
      return `the account may not do this (${with_}). Ask the owner for the role Owner or Service`;
    case 404:
      return `the cloud does not know what was asked for (${with_}). Check the id`;
    default:
      return `the cloud refused the call (${with_}). Do not repeat it unchanged`;
  }
}

/** What may be repeated of an error body: its code and the cloud's name for it. Its sentences may name a person. */
function saidBy(error: ErrorBody): string {
  if (error.kind !== 'code-details' && error.kind !== 'code-message') return '';
  return `, code ${error.code}${error.name === null ? '' : ` ${error.name}`}`;
}

function notSent(ending: Extract<Ending, { kind: 'not-sent' }>): SdkError {
  switch (ending.reason) {
    case 'queue-full':
      return new SdkError(
        'queue-full',
        `Failed to queue a call: ${ending.queued} calls${ending.of === 'app' ? ' of this app' : ''} wait already. Ask for less, or later.`,
      );
    case 'too-early':
      return new SdkError(
        'too-early',
        `Failed to make a call: the policy (${ending.clause}) allows it from ${new Date(ending.untilMs).toISOString()}. Use what is held until then.`,
        { clause: ending.clause, retryAtMs: ending.untilMs },
      );
    case 'held':
      return new SdkError(
        'held',
        `Failed to make a call: what is held is fresh (${ending.clause}). Read it from the mirror.`,
        { clause: ending.clause, retryAtMs: ending.freshUntilMs },
      );
    case 'forbidden':
      return new SdkError(
        'forbidden',
        `Failed to make a call: the policy forbids it (${ending.clause}). Instead: ${ending.instead}.`,
        { clause: ending.clause },
      );
    case 'no-login':
      if (ending.cause instanceof SdkError) return ending.cause;
      return new SdkError('login-failed', 'Failed to make a call: no login could be had.', { cause: ending.cause });
    case 'closed':
      return new SdkError('closed', 'Failed to make a call: the account is closed. Connect again.');
  }
}
