// What an answer asks for: is it the last word, may the call go again, or is a login due?
// Sources: zaptec-api.md §8.1 (status table), design.md §4 (POST is sent again only when no byte of it can have reached
// the application).
import type { CallClass, Method } from '@fairlead/policy';
import type { Exchange } from '../transport/exchange.ts';

export type NextStep = 'done' | 'again' | 'login';

/** Tries of one call altogether; the policy allows eight. Five with full jitter spread over about eight seconds. */
export const mostTries = 5;

export interface Tried {
  readonly class: CallClass;
  readonly method: Method;
  /** 1 for the first try. */
  readonly attempt: number;
  /** A login is expected to mend a 401: the token is discarded, and none was spent on this call before. */
  readonly loginHelps: boolean;
}

export function nextStep(call: Tried, exchange: Exchange): NextStep {
  if (exchange.kind === 'answered' && exchange.status === 401 && call.class !== 'token') {
    return call.loginHelps ? 'login' : 'done';
  }
  if (call.attempt >= mostTries) return 'done';
  const repeatable = call.method === 'GET' || call.class === 'token' ? isTransient(exchange) : hasNotArrived(exchange);
  return repeatable ? 'again' : 'done';
}

/** Trouble that passes. 500 counts only with an empty body: with one it is the application's answer (527, 528). */
export function isTransient(exchange: Exchange): boolean {
  if (exchange.kind === 'failed') return !finalFailures.includes(exchange.code);
  if (exchange.status === 500) return exchange.shape === 'empty';
  return transientStatuses.includes(exchange.status);
}

/** Of the caller's own making, and the same at the next try. */
const finalFailures: readonly string[] = ['cancelled', 'too-large', 'wrong-answer'];
const transientStatuses: readonly number[] = [429, 502, 503, 504, 524];

/** No byte of the call can have reached the application. A 503 in HTML is the proxy's own page. */
export function hasNotArrived(exchange: Exchange): boolean {
  if (exchange.kind === 'failed') return exchange.reached === 'no';
  return exchange.status === 429 || (exchange.status === 503 && exchange.shape === 'html');
}
