// What the token endpoint said. Source: zaptec-api.md §2.1 and §2.3.
import { parseTokenAnswer } from '@fairlead/protocol';
import type { Exchange } from '../transport/exchange.ts';

export type TokenAnswer =
  | {
      readonly kind: 'granted';
      readonly token: string;
      readonly lifeMs: number;
      /** The next one of a family that rotates; null outside OAuth. */
      readonly refreshToken: string | null;
    }
  /** The cloud said no to these credentials: permanent until they change. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Anything else: tried again later. */
  | { readonly kind: 'trouble'; readonly status: number | null; readonly reason: string };

/** No token is believed to live longer than this (observed: 24 h). */
const longestLifeMs = 7 * 86_400_000;

export function tokenAnswerOf(exchange: Exchange): TokenAnswer {
  if (exchange.kind === 'failed') return { kind: 'trouble', status: null, reason: exchange.message };
  const { status, shape } = exchange;
  if (status === 400 || status === 401) return { kind: 'refused', reason: oauthError(exchange.body) };
  const parsed = parseTokenAnswer(exchange.body);
  if (status >= 200 && status < 300 && parsed.kind === 'ok') {
    const { accessToken, expiresInMs, refreshToken } = parsed.value;
    return { kind: 'granted', token: accessToken, lifeMs: Math.min(longestLifeMs, expiresInMs), refreshToken };
  }
  const what = status < 300 ? `an answer without a usable token (${shape})` : `status ${status}`;
  return { kind: 'trouble', status, reason: `The token endpoint gave ${what}.` };
}

/** Only the code: the description may quote the user name. */
function oauthError(body: unknown): string {
  const code = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : 'no reason given';
}
