// How each installation is followed now: what the stated age of what it says is made from.
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { type FollowedInstallation, lateMs } from '../view/stated-age.ts';
import { mayRead } from './lists.ts';

export interface InstallationUpkeepOptions {
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly ratePerSecond: number;
  /** Whether details are read by themselves at all. */
  readonly readsDetails: boolean;
  /** Whether the cloud refuses this one's detail. */
  readonly isRefused: (installationId: string) => boolean;
}

export function openInstallationUpkeep(
  options: InstallationUpkeepOptions,
): (record: InstallationRecord) => FollowedInstallation {
  const { mirror, clock, ratePerSecond, readsDetails, isRefused } = options;
  return (record) => {
    const isRead = readsDetails && mayRead(record) && !isRefused(record.id);
    // Its read waits for its turn among those of the chargers and of the other installations.
    const reads = mirror.chargers().length + mirror.installations().length;
    return { upkeep: isRead ? 'detail' : 'listed', nowMs: clock.nowMs(), lateMs: lateMs(reads, ratePerSecond) };
  };
}
