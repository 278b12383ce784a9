// One virtual day for one client, counted by the cloud.
import { openVirtualDay, type VirtualDay, type VirtualDayOptions } from '../../test/virtual-day.ts';

export interface DayCost {
  readonly calls: number;
  /** Answered 429, or 503 at the login. */
  readonly refused: number;
}

/** Starts the client; the function returned stops it. */
export type Client = (day: VirtualDay) => Promise<() => Promise<void>>;

/** @param hours of the day that are lived; what they cost is told as of a whole day */
export async function runDay(options: VirtualDayOptions, client: Client, hours = 24): Promise<DayCost> {
  const day = await openVirtualDay(options);
  const { clock, emulator } = day;
  const stop = await client(day);
  await day.live(hours);
  const { total, byStatus } = emulator.callCounts();
  const refused = (byStatus.get(429) ?? 0) + (byStatus.get(503) ?? 0);
  const stopping = stop();
  await clock.advanceBy(20_000);
  await stopping;
  await emulator.stop();
  return { calls: Math.round((total * 24) / hours), refused };
}
