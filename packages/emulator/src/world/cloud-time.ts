// Instants as the cloud writes them (zaptec-api.md §8.6): microseconds inside, trailing zeros trimmed outside.

/** `2026-11-20T17:04:11.513`: UTC without a zone, fraction as short as it can be without losing anything. */
export function cloudTime(atUs: number): string {
  const seconds = secondsText(atUs);
  const fraction = microsecondsText(atUs).replace(/0+$/, '');
  return fraction === '' ? seconds : `${seconds}.${fraction}`;
}

/** `2026-11-20T16:30:59.037112Z`, the form inside observation 723. */
export function sessionTime(atUs: number): string {
  return `${secondsText(atUs)}.${microsecondsText(atUs)}Z`;
}

/** `2026-11-20T17:00:00,000+00:00 R`, the form inside OCMF; R: relative clock. */
export function meterTime(atMs: number): string {
  const text = new Date(atMs).toISOString();
  return `${text.slice(0, 19)},${text.slice(20, 23)}+00:00 R`;
}

function secondsText(atUs: number): string {
  return new Date(Math.floor(atUs / 1000)).toISOString().slice(0, 19);
}

function microsecondsText(atUs: number): string {
  return String(atUs % 1_000_000).padStart(6, '0');
}
