// Weather on demand: answers that fail, a cloud that is dark. What the bus can suffer is in bus/.

import { proxyPage } from './http/answers.ts';
import type { CloudAnswer, CloudRequest } from './http/cloud-request.ts';

/** Planned failures kept at a time. */
const maxPlanned = 1_000;

interface Planned {
  readonly path: string | undefined;
  readonly method: string | undefined;
  readonly answer: CloudAnswer;
  left: number;
}

export interface HttpFaults {
  failNext(
    match: { readonly path?: string; readonly method?: string },
    answer: { readonly status: number; readonly body?: string; readonly contentType?: string },
    count?: number,
  ): void;
  /** The failure planned for this request, if any; takes one of its count. */
  take(request: CloudRequest, path: string): CloudAnswer | undefined;
}

export function createHttpFaults(): HttpFaults {
  const planned: Planned[] = [];
  return {
    failNext(match, { status, body, contentType }, count = 1) {
      if (planned.length >= maxPlanned) planned.shift();
      const headers: Record<string, string> = contentType ? { 'content-type': contentType } : {};
      const page = status >= 502 && status <= 504 ? proxyPage(status) : { status, headers: {}, body: '' };
      const answer = body === undefined ? page : { status, headers, body };
      planned.push({ path: match.path?.toLowerCase(), method: match.method?.toUpperCase(), answer, left: count });
    },
    take(request, path) {
      const index = planned.findIndex(
        (one) =>
          (one.path === undefined || path.toLowerCase().includes(one.path)) &&
          (one.method === undefined || request.method === one.method),
      );
      const found = planned[index];
      if (!found) return undefined;
      found.left -= 1;
      if (found.left <= 0) planned.splice(index, 1);
      return found.answer;
    },
  };
}
