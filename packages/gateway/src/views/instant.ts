// Instants as `/v1` writes them: ISO 8601 with `Z`, milliseconds; finer digits are cut.

export function isoOf(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : isoOf(atMs);
}

export function isoOfUs(atUs: number): string {
  return isoOf(Math.floor(atUs / 1_000));
}
