// Instants and spans of time for a person: `2026-11-23T12:00Z`, `7 days`. Arithmetic only: the law has no calendar to ask.

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** UTC, to the minute; with seconds where they are not zero. Parts of a second are left out. */
export function instantText(atMs: number): string {
  const days = Math.floor(atMs / dayMs);
  const seconds = Math.floor((atMs - days * dayMs) / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits);
  return `${dateText(days)}T${(time[2] === '00' ? time.slice(0, 2) : time).join(':')}Z`;
}

/** The end of a time: parts of a second are rounded up, so that whoever waits until then has waited long enough. */
export function endText(untilMs: number): string {
  return instantText(Math.ceil(untilMs / 1000) * 1000);
}

/** `90 min`, `24 h`, `30 days`: in the largest unit that says it in whole numbers, days from two on. */
export function spanText(ms: number): string {
  if (ms % dayMs === 0 && ms > dayMs) return `${ms / dayMs} days`;
  if (ms % hourMs === 0) return `${ms / hourMs} h`;
  return ms % minuteMs === 0 ? `${ms / minuteMs} min` : `${ms / 1000} s`;
}

/** Days since 1970 as a date of the Gregorian calendar, counted in eras of 400 years that begin on 1 March. */
function dateText(days: number): string {
  const fromMarch = days + 719_468;
  const era = Math.floor(fromMarch / 146_097);
  const dayOfEra = fromMarch - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = ((monthFromMarch + 2) % 12) + 1;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}
