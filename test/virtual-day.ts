// A day of cars at the emulated cloud, under a manual clock: every charger charges for three hours, one after another.
// Whoever is measured reads the same day; what it costs is counted by the cloud.
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import { type ManualClock, manualClock } from './manual-clock.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** Cars are put and taken away in steps. */
const stepMs = hourMs / 12;
/** Charger operation mode 3 (zaptec-api.md §5.2). */
const charging = 3;

export interface VirtualDay {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  /** Lets the day pass; a second call goes on where the first ended. */
  live(hours: number): Promise<void>;
  /** How long the chargers charged, of all together, in hours. */
  chargedHours(): number;
}

export interface VirtualDayOptions {
  readonly chargers: number;
  /** Default 1. */
  readonly installations?: number;
  readonly bus?: 'both' | 'group' | 'installation' | 'none';
  readonly seed?: number;
}

export async function openVirtualDay(options: VirtualDayOptions): Promise<VirtualDay> {
  const { chargers, installations = 1, bus = 'both', seed = 1 } = options;
  const clock = manualClock();
  const fleet: EmulatorOptions['fleet'] = { chargers, installations, charging: 0 };
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet, seed, switches: { bus } });
  const beganMs = clock.nowMs();
  let chargedMs = 0;

  /** Three hours each, spread over the day so that no installation has more cars than current. */
  const isToCharge = (place: number): boolean => {
    const beginsMs = (place / chargers) * 21 * hourMs;
    const nowMs = (clock.nowMs() - beganMs) % dayMs;
    return nowMs >= beginsMs && nowMs < beginsMs + 3 * hourMs;
  };

  const placeCars = (): void => {
    for (const [place, { id, mode, car }] of emulator.world.chargers().entries()) {
      if (mode === charging) chargedMs += stepMs;
      if (isToCharge(place) && !car) emulator.world.plug(id, { takesKwh: 200, batteryKwh: 400 });
      // The world has cars of its own, which are not of this day.
      if (!isToCharge(place) && car) emulator.world.unplug(id);
    }
  };

  return {
    clock,
    emulator,
    async live(hours) {
      for (let step = 0; step < (hours * hourMs) / stepMs; step++) {
        placeCars();
        await clock.advanceBy(stepMs);
      }
    },
    chargedHours: () => chargedMs / hourMs,
  };
}
