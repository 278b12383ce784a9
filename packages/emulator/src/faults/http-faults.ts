// Weather on demand: answers that fail, are late, torn or never come. Planned ones come first, then the switch `outage`.
// Invariant: `before` means that nothing was carried out, `after` that everything was and only its answer is lost.
import type { HttpFault } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { proxyPage } from '../http/answers.ts';
import type { CloudAnswer, CloudRequest } from '../http/cloud-request.ts';
import type { Switches } from '../switches/switches.ts';

/** Planned faults kept at a time; the oldest makes room. */
const maxPlanned = 1_000;

/** After this the connection is cut; a client that has not given up by then learns of it. */
export const hangMs = 15_000;
const longestMs = 600_000;

interface Match {
  readonly path?: string;
  readonly method?: string;
}

interface Planned {
  readonly path: string | undefined;
  readonly method: string | undefined;
  readonly fault: HttpFault;
  left: number;
}

export interface HttpFaults {
  failNext(
    match: Match,
    answer: { readonly status: number; readonly body?: string; readonly contentType?: string },
    count?: number,
  ): void;
  /** Answers its undo. @throws EmulatorError `bad-fault` */
  plan(fault: HttpFault, match?: Match, count?: number): () => void;
  planned(): readonly { readonly fault: HttpFault; readonly match: Match; readonly left: number }[];
  clear(): void;
  /** The fault of this request, if any; takes one of its count. */
  take(request: CloudRequest, path: string): HttpFault | undefined;
}

export function createHttpFaults(switches: Switches): HttpFaults {
  let planned: Planned[] = [];
  const plan: HttpFaults['plan'] = (fault, match = {}, count = 1) => {
    needPossible(fault, count);
    if (planned.length >= maxPlanned) planned.shift();
    const one = { path: match.path?.toLowerCase(), method: match.method?.toUpperCase(), fault, left: count };
    planned.push(one);
    return () => {
      planned = planned.filter((other) => other !== one);
    };
  };
  return {
    plan,
    failNext: (match, answer, count) => void plan({ kind: 'status', ...answer }, match, count),
    planned: () =>
      planned.map(({ path, method, fault, left }) => ({
        fault,
        match: { ...(path === undefined ? {} : { path }), ...(method === undefined ? {} : { method }) },
        left,
      })),
    clear() {
      planned = [];
    },
    take(request, path) {
      const index = planned.findIndex(
        (one) =>
          (one.path === undefined || path.toLowerCase().includes(one.path)) &&
          (one.method === undefined || request.method === one.method),
      );
      const found = planned[index];
      if (!found) return outage(switches, request);
      found.left -= 1;
      if (found.left <= 0) planned.splice(index, 1);
      return found.fault;
    },
  };
}

/** The answer that a client gets instead of the one that `carryOut` gives, or that one, damaged on its way. */
export function answerWith(fault: HttpFault, carryOut: () => CloudAnswer): CloudAnswer {
  switch (fault.kind) {
    case 'status':
      if (fault.when === 'after') carryOut();
      return statusAnswer(fault);
    case 'reset':
    case 'hang': {
      if (fault.when === 'after') carryOut();
      const delivery = fault.kind === 'reset' ? { kind: 'reset' as const } : { kind: 'hang' as const, afterMs: hangMs };
      return { status: 504, headers: {}, body: '', delivery };
    }
    case 'slow':
      return { ...carryOut(), delivery: { kind: 'slow', delayMs: fault.delayMs } };
    case 'truncated':
      return { ...carryOut(), delivery: { kind: 'truncated' } };
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

function needPossible(fault: HttpFault, count: number): void {
  if (!(count === Number.POSITIVE_INFINITY || (Number.isInteger(count) && count >= 1)))
    throw impossible(`a count of ${count} is none. Give a whole number from 1 on, or Infinity.`);
  if (fault.kind === 'slow' && !(fault.delayMs >= 0 && fault.delayMs <= longestMs))
    throw impossible(`a delay of ${fault.delayMs} ms is not possible. Give 0 to ${longestMs}.`);
  if (fault.kind === 'status' && !(Number.isInteger(fault.status) && fault.status >= 200 && fault.status <= 599))
    throw impossible(`${fault.status} is no status of an answer. Give 200 to 599.`);
  if (fault.kind === 'status' && fault.contentType !== undefined && !/^[ -~]{1,200}$/.test(fault.contentType))
    throw impossible('the content type is no header value. Give at most 200 characters of ASCII.');
}

function impossible(why: string): EmulatorError {
  return new EmulatorError('bad-fault', `Failed to plan a fault: ${why}`);
}
