// Weather on demand: answers that fail, are late, torn or never come. Planned ones come first, then the switch `outage`.
// Invariant: `before` means that nothing was carried out, `after` that everything was and only its answer is lost.
import type { Clock, Faults } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { proxyPage } from '../http/answers.ts';
import type { CloudAnswer, CloudRequest } from '../http/cloud-request.ts';
import { shown } from '../shown.ts';
import type { Switches } from '../switches/switches.ts';
import type { FaultMatch, HowOften, HttpFault, PlannedFault } from './http-fault.ts';

/** Planned faults kept at a time; the oldest makes room. */
const maxPlanned = 1_000;

/** After this the connection is cut; a client that has not given up by then learns of it. */
export const hangMs = 15_000;
/**
 * Longest delay, and longest silence. Who waits holds a connection, of which the door takes 10,000 (http/node-server.ts),
 * and 10 kB: 100 MB for ten minutes at the worst.
 */
const longestMs = 600_000;

/** A wave may roll for fourteen days, as long as a scenario. */
const longestWaveMs = 14 * 86_400_000;

interface Planned {
  readonly path: string | undefined;
  readonly method: string | undefined;
  readonly share: number;
  readonly endsMonotonicMs: number;
  readonly fault: HttpFault;
  left: number;
}

export interface HttpFaults extends Pick<Faults, 'failNext' | 'plan' | 'planned'> {
  clear(): void;
  /** What a client gets in place of what `carryOut` answers; that itself where nothing is wrong. Takes one of a fault's count. */
  answer(request: CloudRequest, path: string, carryOut: () => CloudAnswer): CloudAnswer;
}

export interface HttpFaultOptions {
  readonly switches: Switches;
  readonly clock: Clock;
  /** Draws 0 ≤ x < 1: which calls a wave hits. */
  readonly chance: () => number;
}

export function createHttpFaults({ switches, clock, chance }: HttpFaultOptions): HttpFaults {
  let planned: Planned[] = [];
  const alive = (): Planned[] => {
    const nowMs = clock.monotonicMs();
    if (planned.some((one) => one.endsMonotonicMs <= nowMs))
      planned = planned.filter((one) => one.endsMonotonicMs > nowMs);
    return planned;
  };
  const plan: HttpFaults['plan'] = (fault, match = {}, often = 1) => {
    const { count, share, forMs } = spelledOut(often);
    needPossibleFault(fault, often);
    if (alive().length >= maxPlanned) planned.shift();
    const one = {
      path: match.path?.toLowerCase(),
      method: match.method?.toUpperCase(),
      share,
      endsMonotonicMs: clock.monotonicMs() + forMs,
      fault,
      left: count,
    };
    planned.push(one);
    return () => {
      planned = planned.filter((other) => other !== one);
    };
  };
  return {
    plan,
    failNext: (match, answer, count) => void plan({ kind: 'status', ...answer }, match, count),
    planned: () => alive().map((one) => told(one, clock.monotonicMs())),
    clear() {
      planned = [];
    },
    answer(request, path, carryOut) {
      const hit = (one: Planned): boolean =>
        matches(one, request.method, path) && (one.share === 1 || chance() < one.share);
      const found = planned.length === 0 ? undefined : alive().find(hit);
      const fault = found?.fault ?? outage(switches, request);
      if (!fault) return carryOut();
      const answer = answerWith(fault, carryOut);
      // Nothing can be torn off an answer without a body: the next one that has one is meant.
      if (!found || (fault.kind === 'truncated' && answer.body === '')) return answer;
      found.left -= 1;
      if (found.left <= 0) planned = planned.filter((one) => one !== found);
      return answer;
    },
  };
}

function matches(one: Planned, method: string, path: string): boolean {
  return (
    (one.path === undefined || path.toLowerCase().includes(one.path)) &&
    (one.method === undefined || method === one.method)
  );
}

function told({ path, method, share, endsMonotonicMs, fault, left }: Planned, nowMs: number): PlannedFault {
  const match: FaultMatch = { ...(path === undefined ? {} : { path }), ...(method === undefined ? {} : { method }) };
  const wave = endsMonotonicMs === Number.POSITIVE_INFINITY ? {} : { endsInMs: endsMonotonicMs - nowMs };
  return { fault, match, left, ...(share === 1 ? {} : { share }), ...wave };
}

/** A wave hits as many calls as come while it rolls; any other fault hits one. */
function spelledOut(often: number | HowOften): Required<HowOften> {
  if (typeof often === 'number') return { count: often, share: 1, forMs: Number.POSITIVE_INFINITY };
  const isWave = often.share !== undefined || often.forMs !== undefined;
  return { count: isWave ? Number.POSITIVE_INFINITY : 1, share: 1, forMs: Number.POSITIVE_INFINITY, ...often };
}

/** The answer that a client gets instead of the one that `carryOut` gives, or that one, damaged on its way. */
function answerWith(fault: HttpFault, carryOut: () => CloudAnswer): CloudAnswer {
  switch (fault.kind) {
    case 'status':
      if (fault.when === 'after') carryOut();
      return statusAnswer(fault);
    case 'reset':
    case 'hang': {
      if (fault.when === 'after') carryOut();
      const delivery =
        fault.kind === 'reset' ? { kind: fault.kind } : { kind: fault.kind, afterMs: fault.afterMs ?? hangMs };
      return { status: 504, headers: {}, body: '', delivery };
    }
    case 'slow':
      return { ...carryOut(), delivery: { kind: 'slow', delayMs: fault.delayMs } };
    case 'truncated': {
      const answer = carryOut();
      return answer.body === '' ? answer : { ...answer, delivery: { kind: 'truncated' } };
    }
    case 'wrong-content-type': {
      const answer = carryOut();
      return { ...answer, headers: { ...answer.headers, 'content-type': 'text/html' } };
    }
  }
}

function statusAnswer({ status, body, contentType }: HttpFault & { readonly kind: 'status' }): CloudAnswer {
  const headers: Record<string, string> = contentType ? { 'content-type': contentType } : {};
  if (body !== undefined) return { status, headers, body };
  return status >= 502 && status <= 504 ? proxyPage(status) : { status, headers: {}, body: '' };
}

function outage(switches: Switches, { method }: CloudRequest): HttpFault | undefined {
  const weather = switches.get('outage');
  switch (weather) {
    case 'none':
      return undefined;
    case '500-empty':
      return method === 'GET' ? { kind: 'status', status: 500 } : undefined;
    case '502-html':
      return { kind: 'status', status: 502 };
    case '503-html':
      return { kind: 'status', status: 503 };
    case '504-html':
      return { kind: 'status', status: 504 };
    case 'reset':
    case 'hang':
      return { kind: weather };
  }
}

/** @throws EmulatorError `bad-fault` for what `plan` refuses */
export function needPossibleFault(fault: HttpFault, often: number | HowOften): void {
  const { count, share, forMs } = spelledOut(often);
  needPossible(fault);
  if (!(count === Number.POSITIVE_INFINITY || (Number.isInteger(count) && count >= 1)))
    throw impossible(`a count of ${count} is none. Give a whole number from 1 on, or Infinity.`);
  if (!(share > 0 && share <= 1)) throw impossible(`a share of ${share} is none. Give more than 0 and at most 1.`);
  if (!(forMs === Number.POSITIVE_INFINITY || (forMs > 0 && forMs <= longestWaveMs)))
    throw impossible(`a wave of ${forMs} ms is not possible. Give more than 0 and at most ${longestWaveMs}.`);
}

/** What may be said of a fault, by its kind. */
const fieldsOf: Readonly<Record<HttpFault['kind'], readonly string[]>> = {
  status: ['status', 'body', 'contentType', 'when'],
  reset: ['when'],
  hang: ['afterMs', 'when'],
  slow: ['delayMs'],
  truncated: [],
  'wrong-content-type': [],
};

function needPossible(fault: HttpFault): void {
  if (!Object.hasOwn(fieldsOf, fault.kind))
    throw impossible(`there is no kind ${shown(fault.kind)}. Give one of ${Object.keys(fieldsOf).join(', ')}.`);
  const fields = fieldsOf[fault.kind];
  for (const [name, value] of Object.entries(fault)) {
    if (name === 'kind' || value === undefined || fields.includes(name)) continue;
    const takes = fields.length === 0 ? 'Leave it out' : `It takes ${fields.join(', ')}`;
    throw impossible(`one of the kind ${fault.kind} has no ${shown(name)}. ${takes}.`);
  }
  if ('when' in fault && fault.when !== undefined && fault.when !== 'before' && fault.when !== 'after')
    throw impossible(`it cannot come ${shown(fault.when)} the call is carried out. Give before or after.`);
  const waitMs = fault.kind === 'slow' ? fault.delayMs : fault.kind === 'hang' ? (fault.afterMs ?? hangMs) : 0;
  if (!(waitMs >= 0 && waitMs <= longestMs))
    throw impossible(`${given('delay', waitMs, ' ms')} is not possible. Give 0 to ${longestMs} ms.`);
  if (fault.kind === 'status' && !(Number.isInteger(fault.status) && fault.status >= 200 && fault.status <= 599))
    throw impossible(`${given('status', fault.status)} is not possible. Give 200 to 599.`);
  if (fault.kind === 'status' && fault.contentType !== undefined && !/^[ -~]{1,200}$/.test(fault.contentType))
    throw impossible('the content type is no header value. Give at most 200 characters of ASCII.');
}

/** Callers in plain JavaScript may leave out what the types ask for. */
function given(what: string, value: number | undefined, unit = ''): string {
  return value === undefined ? `a fault without a ${what}` : `a ${what} of ${value}${unit}`;
}

function impossible(why: string): EmulatorError {
  return new EmulatorError('bad-fault', `Failed to plan a fault: ${why}`);
}
