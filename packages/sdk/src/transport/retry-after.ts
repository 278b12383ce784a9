// `Retry-After` as milliseconds: seconds or an HTTP date.

/** More than this is not believed: an account that is barred for longer gets 403, not 429. */
export const mostRetryAfterMs = 3_600_000;

export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(mostRetryAfterMs, Math.max(0, Math.ceil(waitMs))) : null;
}
