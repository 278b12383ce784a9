// From what a clock on a wall shows to the instant it means. Only report dates need it: all others are UTC.

const usPerMs = 1000;

/**
 * @param localUs the wall's date and time, written as if it were UTC, µs
 * @param zone IANA name, such as `Europe/Oslo`
 * An hour that a change of clocks skips means the hour after it, one that comes twice its first time.
 */
export function instantOfLocal(localUs: number, zone: string): number {
  const localMs = Math.floor(localUs / usPerMs);
  const before = localMs - offsetMs(localMs - 86_400_000, zone);
  const after = localMs - offsetMs(localMs + 86_400_000, zone);
  const found = [before, after].find((ms) => ms + offsetMs(ms, zone) === localMs) ?? before;
  return found * usPerMs + (localUs - localMs * usPerMs);
}

/** How far the zone is ahead of UTC at that instant. */
function offsetMs(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const shownMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shownMs - (atMs - (((atMs % 1000) + 1000) % 1000));
}
