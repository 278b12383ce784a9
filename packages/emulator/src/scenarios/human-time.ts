// Times as people write them in a scenario: instants `00:10:00`, durations `15m`.

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Undefined for what is none. */
export function instantMs(text: string): number | undefined {
  const [, hours, minutes, seconds] = /^(\d{1,3}):([0-5]\d):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined) return undefined;
  return Number(hours) * unitsMs.h + Number(minutes) * unitsMs.m + Number(seconds) * unitsMs.s;
}

/** Undefined for what is none; a form with colons is a duration too. */
export function durationMs(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  return number === undefined ? instantMs(text) : Number(number) * unitsMs[unit as keyof typeof unitsMs];
}

/** `00:10:00`; what is less than a second is left out. */
export function instantText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** In the largest unit that it is a whole number of: `15m`, `90s`. */
export function durationText(ms: number): string {
  const [unit, unitMs] = Object.entries(unitsMs).findLast(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  return `${ms / unitMs}${unit}`;
}
