// The one door that commands leave by: each is checked, sent once, and followed by the one read that an accepted one opens.
// Bound: two numbers a charger of the mirror, 50,000 × about 200 bytes = 10 MB where each was commanded.
import type { CommandRules } from '@fairlead/protocol';
import type { Account, CommandSent, MirrorView } from '../account.ts';
import type { Clock } from '../clock.ts';
import { heldBefore } from '../commands/confirmation.ts';
import { commandNamed } from '../commands/public-command.ts';
import type { Verdict } from '../commands/verdict-of.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { Instants } from '../watched-clock.ts';
import type { ConfirmingReads } from './confirming-reads.ts';
import type { Outlet } from './outlet.ts';
import { type CommandOrder, sendCommand } from './send-command.ts';

type Asked = Parameters<Account['sendCommand']>;

export interface CommandDoor {
  /** @throws SdkError as `Account.sendCommand` */
  send(chargerId: Asked[0], command: Asked[1], asked: Asked[2] & Pick<CommandOrder, 'onBack'>): Promise<Verdict>;
  /** How many commands left to this charger since the account was opened, whoever sent them; a try again is one more. */
  leftTo(chargerId: string): number;
  /** By how much the machine's clock is ahead of the cloud's, ms, as the newest answer told. */
  aheadMs(): number;
}

/** What its caller is told of it: instants by the machine's clock. */
export function toldOf(sent: Verdict): CommandSent {
  switch (sent.outcome) {
    case 'accepted':
      return { outcome: 'accepted', sentAtMs: sent.leftAtMs };
    case 'unknown':
      return { outcome: 'unknown', sentAtMs: sent.leftAtMs, reason: sent.reason };
    case 'refused':
      return sent;
  }
}

export interface CommandDoorOptions {
  readonly outlet: Outlet;
  readonly mirror: Mirror;
  /** The same without what has left the account. */
  readonly shown: MirrorView;
  readonly clock: Clock;
  readonly rules: CommandRules | undefined;
  readonly confirmingReads: Pick<ConfirmingReads, 'afterCommand'>;
  /** Whether the stream tells of this charger. */
  readonly isCovered: (charger: ChargerRow) => boolean;
}

export function openCommandDoor(options: CommandDoorOptions): CommandDoor {
  const { outlet, mirror, shown, clock, rules, confirmingReads, isCovered } = options;
  const left = new Map<string, number>();
  const leftAtMs = new Instants(clock);
  return {
    leftTo: (chargerId) => left.get(chargerId) ?? 0,
    aheadMs: outlet.aheadMs,
    async send(asked, command, { app, ...rest }) {
      const chargerId = mirror.find(asked)?.id ?? asked;
      const before = heldBefore(mirror, chargerId);
      const sent = await sendCommand(outlet, shown, {
        ...{ chargerId, command, app, ...rest },
        onSent(sentAtMs) {
          leftAtMs.set(chargerId, clock.nowMs());
          left.set(chargerId, (left.get(chargerId) ?? 0) + 1);
          return rest.onSent?.(sentAtMs);
        },
        ...{ rules, isCovered },
      });
      const charger = mirror.find(chargerId);
      if (sent.outcome === 'accepted' && charger) {
        const atMs = leftAtMs.get(chargerId) ?? sent.leftAtMs;
        confirmingReads.afterCommand(charger, {
          ...{ command: commandNamed(command), before },
          left: { leftAtMs: atMs, cloudAtMs: atMs - outlet.aheadMs() },
        });
      }
      return sent;
    },
  };
}
