// A careful program on a machine whose clock is apart from the cloud's, by as much as a test says.
import { type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import { type AccountOptions, memoryKeeper, memorySecrets } from '@fairlead/sdk';
import { type CarefulSite, openCarefulSite } from '../careful-site.ts';
import { manualClock } from '../manual-clock.ts';

export interface OffsetSite extends CarefulSite {
  /** The first charger, and its installation. */
  readonly chargerId: string;
  readonly installationId: string;
  /** The machine's time, ms since 1970 UTC; `clock` tells the cloud's. */
  nowMs(): number;
  /** Sets the machine's clock, forward or back. */
  setWall(byMs: number): void;
  /** The program ends and begins again with what it kept; `meanwhile` happens in between. */
  restart(meanwhile?: () => Promise<void>): Promise<OffsetSite>;
}

export interface OffsetOptions {
  readonly emulator?: EmulatorOptions;
  readonly client?: Partial<AccountOptions>;
}

/** @param aheadMs by how much the machine's clock is ahead of the cloud's at the start */
export async function offsetSite(aheadMs: number, options: OffsetOptions = {}): Promise<OffsetSite> {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2 }, ...options.emulator });
  const kept = { keeper: memoryKeeper(), secrets: memorySecrets() };
  let offMs = aheadMs;
  const nowMs = (): number => clock.nowMs() + offMs;
  const { monotonicMs, setTimer, clearTimer } = clock;
  const client = { clock: { nowMs, monotonicMs, setTimer, clearTimer }, ...options.client };
  const open = async (before: Pick<CarefulSite, 'clock' | 'emulator' | 'kept' | 'facts'>): Promise<OffsetSite> => {
    const site = await openCarefulSite({ before, client });
    const [charger] = emulator.world.chargers();
    return {
      ...{ ...site, nowMs, chargerId: charger?.id ?? '', installationId: charger?.installationId ?? '' },
      setWall(byMs) {
        offMs += byMs;
      },
      async restart(meanwhile = async () => {}) {
        await site.leave();
        await meanwhile();
        return open(site);
      },
    };
  };
  return open({ clock, emulator, kept, facts: [] });
}
