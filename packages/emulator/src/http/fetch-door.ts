// The in-process door: `fetch` without a socket, same status, headers and bytes.
import type { CloudAnswer, CloudRequest } from './cloud-request.ts';

const bodiless = new Set([101, 204, 205, 304]);

export interface FetchDoor {
  readonly fetch: typeof globalThis.fetch;
  goDark(): void;
  comeBack(): void;
}

export function openFetchDoor(baseUrl: () => string, answer: (request: CloudRequest) => CloudAnswer): FetchDoor {
  let dark = false;
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      const body = new Uint8Array(await request.arrayBuffer());
      request.signal.throwIfAborted();
      const url = new URL(request.url);
      if (dark || url.origin !== new URL(baseUrl()).origin) throw refused(url);
      const headers = Object.fromEntries(request.headers);
      const got = answer({
        method: request.method,
        target: url.pathname + url.search,
        headers,
        body,
        clientAddress: '127.0.0.1',
      });
      const bytes = new TextEncoder().encode(got.body);
      return new Response(bodiless.has(got.status) ? null : bytes, {
        status: got.status,
        headers: { ...got.headers, 'content-length': String(bytes.byteLength) },
      });
    },
    goDark() {
      dark = true;
    },
    comeBack() {
      dark = false;
    },
  };
}

/** What the platform's fetch throws when nobody listens. */
function refused(url: URL): TypeError {
  const cause = Object.assign(new Error(`connect ECONNREFUSED ${url.host}`), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  });
  return new TypeError('fetch failed', { cause });
}
