// What a test or an operator does to the world by hand, in words instead of the cloud's numbers.
import { goWarningBits, proWarningBits } from '@fairlead/protocol';
import type { World } from './contract.ts';
import { EmulatorError } from './emulator-error.ts';
import { models } from './fleets/world-plan.ts';
import { needKnownWord } from './known-word.ts';
import type { SimulatedWorld } from './world/simulated-world.ts';

type Hand = Pick<
  World,
  | 'card'
  | 'replaceSession'
  | 'setOffline'
  | 'setOnline'
  | 'warn'
  | 'manageElsewhere'
  | 'setMode'
  | 'setAuthentication'
  | 'releaseFirmware'
>;

const modes = { manual: 0, schedule: 1, automatic: 2 } as const;
const authenticationTypes = { native: 0, webhooks: 1, ocpp: 2, 'ocpp-native': 3 } as const;

/** A version as the cloud prints them, `2.4.2.4`. */
const version = /^\d{1,5}(\.\d{1,5}){1,3}$/;

/**
 * @param worldNow the world as it is when the hand is laid on it
 * @param idOf the id of a charger that is named by id or serial
 */
export function operatorsHand(worldNow: () => SimulatedWorld, idOf: (charger: string) => string): Hand {
  return {
    card: (charger, token) => worldNow().card(idOf(charger), token),
    replaceSession: (sessionId) => worldNow().replaceSession(sessionId),
    setOffline: (charger) => worldNow().setOffline(idOf(charger)),
    setOnline: (charger) => worldNow().setOnline(idOf(charger)),
    warn(charger, names) {
      const id = idOf(charger);
      worldNow().warn(id, maskOf(names, worldNow().chargers.get(id)?.deviceType ?? 0));
    },
    manageElsewhere: (charger, elsewhere) => worldNow().manageElsewhere(idOf(charger), elsewhere),
    setMode(installation, mode) {
      needKnownWord(mode, Object.keys(modes), 'set the mode of an installation');
      worldNow().setMode(installation, modes[mode]);
    },
    setAuthentication(installation, by, { cardRequired = false } = {}) {
      needKnownWord(by, Object.keys(authenticationTypes), 'set who says that somebody may charge');
      worldNow().setAuthentication(installation, authenticationTypes[by], by === 'native' && cardRequired);
    },
    releaseFirmware(model, released) {
      needKnownWord(model, models, 'release firmware for a model');
      if (!version.test(released)) {
        throw new EmulatorError(
          'bad-version',
          `Failed to release firmware: "${released.slice(0, 40)}" is no version. Give numbers and dots, such as 2.5.0.1.`,
        );
      }
      worldNow().releaseFirmware(model, released);
    },
  };
}

function maskOf(names: readonly string[], deviceType: number): bigint {
  const bits = new Map(
    (deviceType === 1 ? proWarningBits : goWarningBits).map(([bit, name]) => [name, 1n << BigInt(bit)]),
  );
  return names.reduce((mask, name) => {
    const bit = bits.get(name);
    if (bit !== undefined) return mask | bit;
    throw new EmulatorError(
      'unknown-warning',
      `Failed to warn: "${name.slice(0, 40)}" is no warning of this charger. Give one of ${[...bits.keys()].join(', ')}.`,
    );
  }, 0n);
}
