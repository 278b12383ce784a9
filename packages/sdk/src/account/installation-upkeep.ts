// How each installation is followed now, and how old what it says can be.
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { type FollowedInstallation, installationMostAgeMs, lateMs } from '../view/stated-age.ts';
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

export interface InstallationUpkeep {
  /** How old what was read at `readAtMs` can be at most, ms. */
  mostAgeMs(record: InstallationRecord, readAtMs: number): number;
  /** The wall clock was set back by so much: what was read before is as old as it was. */
  clockSetBack(byMs: number): void;
}

export function openInstallationUpkeep(options: InstallationUpkeepOptions): InstallationUpkeep {
  const { mirror, clock, ratePerSecond, readsDetails, isRefused } = options;
  /** By id, of what was held when the clock was set back: as dated, and by how much too late. At most two an installation. */
  let misdated = new Map<string, ReadonlyMap<number, number>>();

  const followed = (record: InstallationRecord): FollowedInstallation => {
    const isRead = readsDetails && mayRead(record) && !isRefused(record.id);
    // Its read waits for its turn among those of the chargers and of the other installations.
    const reads = mirror.chargers().length + mirror.installations().length;
    return { upkeep: isRead ? 'detail' : 'listed', nowMs: clock.nowMs(), lateMs: lateMs(reads, ratePerSecond) };
  };
  const tooLateMs = (id: string, readAtMs: number): number => misdated.get(id)?.get(readAtMs) ?? 0;

  return {
    mostAgeMs: (record, readAtMs) => installationMostAgeMs(readAtMs - tooLateMs(record.id, readAtMs), followed(record)),
    clockSetBack(byMs) {
      misdated = new Map(
        mirror.installations().map(({ id, readAtMs, answers }) => {
          const dated = [readAtMs, answers?.detail?.readAtMs ?? readAtMs];
          return [id, new Map(dated.map((atMs) => [atMs, tooLateMs(id, atMs) + byMs]))];
        }),
      );
    },
  };
}
