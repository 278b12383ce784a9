// One HTTP exchange with a documented endpoint. The only place that knows fetch.
// Invariants: an endpoint of the table and its parameters go in, never a path; redirects are not followed, so the token
// goes to no other address; every exchange ends within the time-out; what goes wrong is a value.
import { type EndpointId, endpoint, ProtocolError } from '@fairlead/protocol';
import type { Clock } from '../clock.ts';
import { networkSentence } from '../explain/words-of-network.ts';
import type { BaseAddress } from './base-address.ts';
import { documentedPath } from './documented-path.ts';
import type { Exchange, Failed } from './exchange.ts';
import { networkCode, reachOf } from './network-failure.ts';
import { mostBodyBytes, readBody } from './read-body.ts';
import { retryAfterMs } from './retry-after.ts';

/** From the call's leaving to the last byte of its answer (clients see 10 to 15 s time-outs of the cloud itself). */
export const timeoutMs = 15_000;

export type Query = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface HttpCall {
  readonly endpoint: EndpointId;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly content: { readonly type: string; readonly text: string } | null;
  /** Bearer token, null where none is needed. */
  readonly token: string | null;
}

export interface TransportOptions {
  readonly base: BaseAddress;
  readonly userAgent: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Default 16 MiB. */
  readonly mostBytes?: number;
}

export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async exchange(call: HttpCall, signal: AbortSignal): Promise<Exchange> {
    const { clock } = this.#options;
    const abort = new AbortController();
    let why: 'timeout' | 'cancelled' | null = null;
    const stop = (reason: 'timeout' | 'cancelled'): void => {
      why ??= reason;
      abort.abort();
    };
    const cancel = (): void => stop('cancelled');
    if (signal.aborted) return failure('cancelled', 'no');
    const address = addressOf(this.#options.base, call);
    if (address === null) return failure('unsafe-parameter', 'no');
    signal.addEventListener('abort', cancel, { once: true });
    const timer = clock.setTimer(() => stop('timeout'), timeoutMs);
    try {
      // The race ends the wait even where a fetch does not look at its signal.
      return await Promise.race([this.#fetch(address, call, abort), rejectionOf(abort.signal)]);
    } catch (error) {
      if (why) return failure(why, 'maybe');
      const code = networkCode(error);
      return failure(code ?? 'network', reachOf(code), this.#options.base.door.scheme === 'http' ? 'http' : 'https');
    } finally {
      clock.clearTimer(timer);
      signal.removeEventListener('abort', cancel);
    }
  }

  async #fetch(address: string, call: HttpCall, abort: AbortController): Promise<Exchange> {
    const { clock, fetch, mostBytes = mostBodyBytes } = this.#options;
    const row = endpoint(call.endpoint);
    const response = await fetch(address, {
      method: row.method,
      headers: this.#headers(call),
      redirect: 'manual',
      signal: abort.signal,
      ...(call.content ? { body: call.content.text } : {}),
    });
    const read = await readBody(response, mostBytes);
    if (read === 'too-large') return failure('too-large', 'maybe');
    return {
      kind: 'answered',
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), clock.nowMs()),
      dateMs: instantOf(response.headers.get('date')),
      ...read,
    };
  }

  #headers({ content, token }: HttpCall): Record<string, string> {
    return {
      accept: 'application/json',
      'user-agent': this.#options.userAgent,
      ...(content ? { 'content-type': content.type } : {}),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
  }
}

function instantOf(header: string | null): number | null {
  const atMs = Date.parse(header ?? '');
  return Number.isFinite(atMs) ? atMs : null;
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** Null for an id that would reach another path, or a command that is not public: nothing may leave then. */
function addressOf({ origin }: BaseAddress, { endpoint: id, params, query }: HttpCall): string | null {
  try {
    return `${origin}${documentedPath(id, params)}${queryText(query)}`;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/** Arrays repeat the key (zaptec-api.md §3.0). */
function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) search.append(name, String(one));
  }
  return search.size > 0 ? `?${search}` : '';
}

const sentences: Readonly<Record<string, string>> = {
  timeout: `No answer within ${timeoutMs / 1000} s.`,
  cancelled: 'The call was cancelled.',
  'too-large': 'The answer is larger than any that the cloud is known to give.',
  'unsafe-parameter': 'An id would lead to another path or to a command that is not public, so nothing was sent.',
  network: 'The connection failed.',
};

function failure(code: string, reached: Failed['reached'], way: 'http' | 'https' = 'https'): Failed {
  const message = sentences[code] ?? networkSentence('The connection failed', code, way);
  return { kind: 'failed', reached, code, message };
}
