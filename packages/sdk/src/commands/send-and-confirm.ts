// A command from the wish to the proof: checked, sent once, and believed when the charger's state shows it.
// Invariant: nothing is ever sent twice by itself, whatever became of it.
import { publicCommands } from '@fairlead/protocol';
import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { isConfirmed, type ShownCommand } from './confirmation.ts';

/** A charger shows 506 within about 6 s over the stream; a reconciling read may take most of a minute. */
export const confirmWithinMs = 60_000;

/** What became of a command. */
export type CommandOutcome =
  /** The charger's state shows that it was carried out. */
  | { readonly outcome: 'confirmed'; readonly sentAtMs: number; readonly confirmedAtMs: number }
  /** Not carried out. `sentAtMs` null: a precondition said no and nothing was sent. */
  | { readonly outcome: 'refused'; readonly sentAtMs: number | null; readonly reason: string }
  /** It left, and no state showed its effect in time: it may or may not have been carried out. */
  | { readonly outcome: 'unconfirmed'; readonly sentAtMs: number; readonly reason: string };

/** Who asks for a command, and how its wait ends. */
export interface CommandOptions {
  /** The local app that asks; default null, the program itself. */
  readonly app?: string | null;
  /** Before it left: takes it back. Afterwards: ends the wait for its effect as `unconfirmed`. */
  readonly signal?: AbortSignal;
}

const ids = { pause: publicCommands.StopChargingFinal, resume: publicCommands.ResumeCharging } as const;

/** @throws SdkError when nothing was sent and the reason is not the charger's state */
export async function sendAndConfirm(
  account: Account,
  clock: Clock,
  order: { readonly chargerId: string; readonly command: ShownCommand },
  { app = null, signal }: CommandOptions = {},
): Promise<CommandOutcome> {
  const sent = await account.sendCommand(order.chargerId, ids[order.command], { app, ...(signal && { signal }) });
  if (sent.outcome === 'refused') return sent;
  const { sentAtMs } = sent;
  const isShown = (): boolean => isConfirmed(order.command, account.mirror, order.chargerId, sentAtMs);
  if (await shownWithin(account, clock, order.chargerId, isShown, signal))
    return { outcome: 'confirmed', sentAtMs, confirmedAtMs: clock.nowMs() };
  const unseen = `no changed state was seen within ${confirmWithinMs / 1_000} s. Look at the charger before sending it again.`;
  const reason =
    sent.outcome === 'accepted'
      ? `The cloud took the command, but ${unseen}`
      : `It is not known whether the cloud carried this out (${sent.reason}), and ${unseen}`;
  return { outcome: 'unconfirmed', sentAtMs, reason };
}

function shownWithin(
  account: Account,
  clock: Clock,
  chargerId: string,
  isShown: () => boolean,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (shown: boolean): void => {
      clock.clearTimer(timer);
      unsubscribe();
      signal?.removeEventListener('abort', stop);
      resolve(shown);
    };
    const stop = (): void => end(isShown());
    const timer = clock.setTimer(stop, confirmWithinMs);
    const unsubscribe = account.subscribe((event) => {
      if (event.kind === 'observation' && event.observation.chargerId === chargerId && isShown()) end(true);
    });
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted || isShown()) stop();
  });
}
