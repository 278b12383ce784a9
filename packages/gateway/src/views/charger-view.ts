// A charger as `/v1` shows it: the SDK's view with instants as text, and what the gateway alone knows.
import { type ChargerRow, chargerOf, type Followed, type MirrorView, type Told } from '@fairlead/sdk';
import type { ChargerView, CommandView, Freshness, Sourced } from '../contract.ts';
import { isoOrNull } from './instant.ts';

export interface ChargerContext {
  readonly accountId: string;
  readonly mirror: MirrorView;
  /** How it is followed now; null where nobody says. */
  readonly followed: Followed | null;
  readonly freshness: Freshness;
  readonly lastSeenAtMs: number | null;
  /** Under way, newest first. */
  readonly commands: readonly CommandView[];
}

const maxCommandsShown = 5;

export function chargerView(row: ChargerRow, context: ChargerContext): ChargerView {
  const charger = chargerOf(row, context.mirror, context.followed);
  return {
    accountId: context.accountId,
    id: charger.id,
    serial: charger.serial,
    name: charger.name,
    installationId: charger.installationId,
    model: charger.model,
    freshness: context.freshness,
    lastSeenAt: isoOrNull(context.lastSeenAtMs),
    online: sourced(charger.online),
    mode: sourced(charger.mode),
    powerW: sourced(charger.powerW),
    sessionEnergyKwh: sourced(charger.energyKwh),
    currentA: sourced(charger.currentA),
    allocatedCurrentA: sourced(charger.allocatedCurrentA),
    sessionId: charger.session?.id ?? null,
    commands: context.commands.slice(0, maxCommandsShown),
  };
}

function sourced<T>({ value, observedAtMs, receivedAtMs, via, mostAgeMs }: Told<T>): Sourced<T> {
  return { value, observedAt: isoOrNull(observedAtMs), receivedAt: isoOrNull(receivedAtMs), via, mostAgeMs };
}
