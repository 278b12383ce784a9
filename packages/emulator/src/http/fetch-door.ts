// The in-process door: `fetch` without a socket, same status with its text, headers and bytes, and the same ways to fail.
import { STATUS_CODES } from 'node:http';
import type { Clock } from '../contract.ts';
import type { CloudAnswer, CloudRequest } from './cloud-request.ts';

const bodiless = new Set([101, 204, 205, 304]);

export interface FetchDoor {
  readonly fetch: typeof globalThis.fetch;
  goDark(): void;
  comeBack(): void;
  isDark(): boolean;
}

export function openFetchDoor(
  baseUrl: () => string,
  answer: (request: CloudRequest) => CloudAnswer | Promise<CloudAnswer>,
  clock: Clock,
): FetchDoor {
  let dark = false;
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      const body = new Uint8Array(await request.arrayBuffer());
      request.signal.throwIfAborted();
      const url = new URL(request.url);
      if (dark || url.origin !== new URL(baseUrl()).origin) throw refused(url);
      const headers = Object.fromEntries(request.headers);
      const got = await answer({
        method: request.method,
        target: url.pathname + url.search,
        headers,
        body,
        clientAddress: '127.0.0.1',
      });
      if (got.delivery?.kind === 'hang') await waited(clock, got.delivery.afterMs, request.signal);
      if (got.delivery?.kind === 'slow') await waited(clock, got.delivery.delayMs, request.signal);
      if (got.delivery?.kind === 'hang' || got.delivery?.kind === 'reset') throw reset();
      return response(got, clock);
    },
    goDark() {
      dark = true;
    },
    comeBack() {
      dark = false;
    },
    isDark: () => dark,
  };
}

function response(got: CloudAnswer, clock: Clock): Response {
  const bytes = new TextEncoder().encode(got.body);
  const content = got.delivery?.kind === 'truncated' ? torn(bytes) : bytes;
  return new Response(bodiless.has(got.status) ? null : content, {
    status: got.status,
    statusText: STATUS_CODES[got.status] ?? '',
    // As every HTTP server does, by its own clock.
    headers: {
      date: new Date(clock.nowMs()).toUTCString(),
      ...got.headers,
      'content-length': String(bytes.byteLength),
    },
  });
}

/** Half of the bytes, then the error that the platform's fetch gives when the connection ends too soon. */
function torn(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new TypeError('terminated', { cause: new Error('other side closed') }));
      else controller.enqueue(bytes.subarray(0, Math.floor(bytes.byteLength / 2)));
      sent = true;
    },
  });
}

/** Resolves by the clock; rejects at once when the caller gives up. */
function waited(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const givenUp = () => {
      clock.clearTimer(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimer(() => {
      signal.removeEventListener('abort', givenUp);
      resolve();
    }, ms);
    signal.addEventListener('abort', givenUp, { once: true });
  });
}

/** What the platform's fetch throws when nobody listens. */
function refused(url: URL): TypeError {
  return failed(`connect ECONNREFUSED ${url.host}`, 'ECONNREFUSED', 'connect');
}

function reset(): TypeError {
  return failed('read ECONNRESET', 'ECONNRESET', 'read');
}

function failed(message: string, code: string, syscall: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code, syscall }) });
}
