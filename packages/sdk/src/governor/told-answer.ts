// What a caller's own HTTP client tells of an answer, looked at before the governor reckons with it.
// Invariant: a call that left is recorded whatever is told of it. A field that is wrong counts as not told, and the log is told
// once for each; without a status nobody knows what became of the call, and as the mistake is a program's it is not repeated.
import type { Log } from '../account.ts';
import type { BodyShape, Exchange } from '../transport/exchange.ts';
import { mostRetryAfterMs } from '../transport/retry-after.ts';
import { type Check, check, isObject, object, oneOf, optional, orNull } from '../value-check.ts';
import type { Sent } from './flight.ts';

/** What the governor needs to know of an answer. A field that is wrong counts as not told, and the log says so once. */
export interface ToldAnswer {
  /** HTTP status, 100 to 599; without one the call failed, and nobody knows whether it arrived. @example 429 */
  readonly status: number;
  /** `Retry-After` in ms, an hour at most counts; default null: told none. @example 1_000 */
  readonly retryAfterMs?: number | null;
  /**
   * What the body was; default `json`. An `empty` 500 passes and is repeated, a 503 in `html` never reached the
   * application.
   *
   * @example 'html'
   */
  readonly shape?: BodyShape;
  /** Handed on as it is in the ending's exchange, such as the parsed JSON. Default nothing. */
  readonly body?: unknown;
  /**
   * Its `Date` header, ms since 1970 UTC; it tells a sleep of the machine from a clock that was set. Default null: not told.
   *
   * @example Date.parse(response.headers.get('date') ?? '')
   */
  readonly dateMs?: number | null;
  /** Rows in it. Default null: not told. @example 100 */
  readonly rows?: number | null;
  /**
   * The cloud's own error code, such as 528; default null. A 500 with one is the application's answer and final.
   *
   * @example 528
   */
  readonly code?: number | null;
}

/** Is told which field of an answer is wrong, and what it should be. */
export type WrongAnswer = (field: string, wrong: string) => void;

/** Says each once: at most as many lines as an answer has fields, and one for what is no answer. */
export function toldOnce(log: Log): WrongAnswer {
  const told = new Set<string>();
  return (field, wrong) => {
    if (told.has(field)) return;
    told.add(field);
    log.warn(
      { field },
      `Failed to read what was told of an answer: ${wrong}. It counts as not told. Correct what \`send\` tells.`,
    );
  };
}

/** A call of whose answer nothing is known but how the exchange went. */
export function untold(exchange: Exchange): Sent {
  return { exchange, rows: null, pages: null, code: null, changed: 'unknown', tokenLifeMs: null, loginHelps: false };
}

export function sentOf(answer: unknown, wrong: WrongAnswer): Sent {
  const failing = isObject(answer) ? checks.status(answer['status'], 'answer.status') : object(answer, 'answer');
  if (!isObject(answer) || failing !== null) {
    wrong('status', failing ?? '');
    return untold({ kind: 'failed', reached: 'maybe', code: 'wrong-answer', message: 'The sender told no status.' });
  }
  // Of it a field is used where its check lets it pass, and no other.
  const told = answer as unknown as ToldAnswer;
  const toldMs = usable(told, 'retryAfterMs', wrong) ?? null;
  return {
    exchange: {
      kind: 'answered',
      status: told.status,
      retryAfterMs: toldMs === null ? null : Math.min(toldMs, mostRetryAfterMs),
      shape: usable(told, 'shape', wrong) ?? 'json',
      body: told.body,
      dateMs: Number.isNaN(told.dateMs) ? null : (usable(told, 'dateMs', wrong) ?? null),
      bytes: 0,
      digest: null,
    },
    rows: usable(told, 'rows', wrong) ?? null,
    pages: null,
    code: usable(told, 'code', wrong) ?? null,
    changed: 'unknown',
    tokenLifeMs: null,
    loginHelps: false,
  };
}

/** A field that its check lets pass; else it counts as not told. */
function usable<Field extends keyof typeof checks>(
  told: ToldAnswer,
  field: Field,
  wrong: WrongAnswer,
): ToldAnswer[Field] | undefined {
  const value = told[field];
  if (value === undefined) return undefined;
  const failing = checks[field](value, `answer.${field}`);
  if (failing === null) return value;
  wrong(field, failing);
  return undefined;
}

/** Dates end there, ms from 1970 either way (ECMA-262, time values). */
const lastDateMs = 8.64e15;

function within(takes: string, from: number, to: number): Check {
  return check(takes, (value) => typeof value === 'number' && value >= from && value <= to);
}

// As the policy counts: a fact with another number is none to it.
const fromNought = check('a whole number from 0 on', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const shapes: readonly BodyShape[] = ['empty', 'json', 'html', 'text', 'malformed'];

const checks = {
  status: check(
    'a whole number from 100 to 599',
    (value) => Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599,
  ),
  retryAfterMs: optional(orNull(within('a number of milliseconds from 0 on', 0, Number.MAX_VALUE))),
  shape: optional(oneOf(...shapes)),
  dateMs: optional(orNull(within('a time in milliseconds', -lastDateMs, lastDateMs))),
  rows: optional(orNull(fromNought)),
  code: optional(orNull(fromNought)),
} satisfies Partial<Record<keyof ToldAnswer, Check>>;
