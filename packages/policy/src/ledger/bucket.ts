// A token bucket in whole numbers: a request costs 1,000,000 units and each millisecond brings `ratePerSecond × 1,000`.
// Invariant: no fraction is ever rounded in the account's favour; rates may have three decimals. What will have come back
// by the time of the last request is not there before that time.

const unitsPerRequest = 1_000_000;

export interface Bucket {
  readonly unitsPerMs: number;
  readonly capacity: number;
  /** Units at `asOfMs`. Negative after more was sent than allowed, never below minus one burst: the wait stays bounded. */
  level: number;
  asOfMs: number;
}

export function openBucket(
  limit: { readonly ratePerSecond: number; readonly burst: number },
  start: 'empty' | 'full',
  startedAtMs: number,
): Bucket {
  const capacity = Math.floor(limit.burst * unitsPerRequest);
  const unitsPerMs = Math.max(1, Math.floor(limit.ratePerSecond * 1000 + 1e-6));
  return { unitsPerMs, capacity, level: start === 'full' ? capacity : 0, asOfMs: startedAtMs };
}

/** Before `asOfMs`: what surely was there, since no more than this can have come back until then. */
function unitsAt(bucket: Bucket, nowMs: number): number {
  return Math.min(bucket.capacity, bucket.level + (nowMs - bucket.asOfMs) * bucket.unitsPerMs);
}

/** Whole and broken requests that may be sent now, at least 0. */
export function requestsIn(bucket: Bucket, nowMs: number): number {
  return Math.max(0, unitsAt(bucket, nowMs)) / unitsPerRequest;
}

/** The first whole millisecond, `nowMs` or later, at which one request fits. */
export function fitsAtMs(bucket: Bucket, nowMs: number): number {
  const missing = unitsPerRequest - unitsAt(bucket, nowMs);
  return missing <= 0 ? nowMs : nowMs + Math.ceil(missing / bucket.unitsPerMs);
}

/** Takes one request at `atMs`. A late fact takes without refilling: at worst one request too careful. */
export function takeRequest(bucket: Bucket, atMs: number): void {
  const asOfMs = Math.max(bucket.asOfMs, atMs);
  bucket.level = Math.max(unitsAt(bucket, asOfMs) - unitsPerRequest, -bucket.capacity);
  bucket.asOfMs = asOfMs;
}

/** The clock went back: what was spent since `atMs` is not known, so that the bucket owes as much as it can. */
export function capBucketAt(bucket: Bucket, atMs: number): void {
  if (bucket.asOfMs <= atMs) return;
  bucket.level = -bucket.capacity;
  bucket.asOfMs = atMs;
}
