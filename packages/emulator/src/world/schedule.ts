// The schedule of an installation in mode 1: no charging by day. The hours are invented; what is known is that a schedule
// holds cars in mode 2, refuses updates and sets observation 763 (zaptec-api.md §6.3). Pure.

const hourMs = 3_600_000;

/** Charging begins and ends at these hours, as daily-rhythm.ts has them: one hour ahead of UTC. */
const opensAtHour = 22;
const closesAtHour = 6;
const localOffsetMs = hourMs;

export function scheduleIsOpen(wallMs: number): boolean {
  const hour = Math.floor((wallMs + localOffsetMs) / hourMs) % 24;
  return hour >= opensAtHour || hour < closesAtHour;
}

/** The next instant at which it opens or closes. */
export function nextScheduleEventMs(wallMs: number): number {
  const localMs = wallMs + localOffsetMs;
  const dayMs = localMs - (localMs % (24 * hourMs));
  const events = [closesAtHour, opensAtHour, 24 + closesAtHour].map((hour) => dayMs + hour * hourMs - localOffsetMs);
  return events.find((eventMs) => eventMs > wallMs) as number;
}

/** Value of observation 763. Its form is not documented: an instant, as the cloud writes them elsewhere. */
export function nextScheduleEvent(wallMs: number): string {
  return new Date(nextScheduleEventMs(wallMs)).toISOString().replace('.000Z', 'Z');
}
