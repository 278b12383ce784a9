// What the token endpoint said. Source: zaptec-api.md §2.1 and §2.3.
import type { Exchange } from '../transport/exchange.ts';

export type TokenAnswer =
  | { readonly kind: 'granted'; readonly token: string; readonly lifeMs: number }
  /** The cloud said no to these credentials: permanent until they change. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Anything else: tried again later. */
  | { readonly kind: 'trouble'; readonly status: number | null; readonly reason: string };

/** Life where the answer names none, shorter than any that was seen (3600 s). */
const defaultLifeMs = 3_600_000;
/** No token is believed to live longer than this (observed: 24 h). */
const longestLifeMs = 7 * 86_400_000;

export function tokenAnswerOf(exchange: Exchange): TokenAnswer {
  if (exchange.kind === 'failed') return { kind: 'trouble', status: null, reason: exchange.message };
  const { status, shape } = exchange;
  const body = fieldsOf(exchange.body);
  if (status === 400 || status === 401) return { kind: 'refused', reason: oauthError(body) };
  const token = body['access_token'];
  if (status >= 200 && status < 300 && typeof token === 'string' && /^[\x21-\x7e]{1,65536}$/.test(token)) {
    return { kind: 'granted', token, lifeMs: lifeMsOf(body['expires_in']) };
  }
  const what = status < 300 ? `an answer without a usable token (${shape})` : `status ${status}`;
  return { kind: 'trouble', status, reason: `The token endpoint gave ${what}.` };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
}

/** Only the code: the description may quote the user name. */
function oauthError(body: Readonly<Record<string, unknown>>): string {
  const code = body['error'];
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : 'no reason given';
}

function lifeMsOf(expiresIn: unknown): number {
  const seconds = Number(expiresIn);
  if (!(seconds > 0)) return defaultLifeMs;
  return Math.min(longestLifeMs, Math.floor(seconds * 1000));
}
