// A command from the wish to the proof: checked, sent, and believed when the charger's state shows it.
// Invariant: it goes a second time only as pause or resume, after an unknown outcome, when the state shows that it was not
// carried out, nothing of its effect was ever seen and nothing else left to the charger since; and never a third time.

import type { CommandDoor } from '../account/command-door.ts';
import type { Account, CommandSent } from '../account.ts';
import type { Clock } from '../clock.ts';
import { mustFit } from '../must-fit.ts';
import { SdkError } from '../sdk-error.ts';
import { fields, firstOf, number, oneOf } from '../value-check.ts';
import { heldBefore } from './confirmation.ts';
import { EffectWatch } from './effect-watch.ts';
import { isNotCarriedOut } from './not-carried-out.ts';
import type { Order } from './order.ts';
import { type CommandName, commandsByName } from './public-command.ts';
import type { Refused } from './refusal.ts';
import type { Verdict } from './verdict-of.ts';
import { watchCharger } from './watch-charger.ts';

/** After an unknown outcome no read is allowed but the next one at the floor: 60 s while it charges, a tenth of jitter, its way. */
const unknownForMs = 75_000;
/**
 * Where somebody else reads the subscription he may have had the push: what is left is the next state read at the floor of an
 * open stream, 600 s after the last, a tenth of jitter, its way.
 */
const sharedForMs = 675_000;

/** What became of a command. Source: zaptec-api.md §5.4. Instants in ms since 1970 UTC. */
export type CommandOutcome =
  /** It left at `sentAtMs`; since `confirmedAtMs` the charger's state shows that it was carried out. */
  | { readonly outcome: 'confirmed'; readonly sentAtMs: number; readonly confirmedAtMs: number }
  /**
   * It left at `sentAtMs` and the cloud took it; nothing that the charger told in time shows its effect, as `reason` says to a
   * person: restart and upgrade-firmware alone.
   */
  | { readonly outcome: 'accepted'; readonly sentAtMs: number; readonly reason: string }
  /** Not carried out. `sentAtMs` null: nothing of it reached the cloud, by a precondition or because nobody could be reached. */
  | Refused
  /**
   * It left at `sentAtMs`, and no state showed its effect in time: it may or may not have been carried out. `reason` says what
   * was seen, for a person.
   */
  | { readonly outcome: 'unconfirmed'; readonly sentAtMs: number; readonly reason: string };

/** Who asks for a command, and how its wait ends. */
export interface CommandOptions {
  /** The local app that asks; default null, the program itself. @example 'energy-page' */
  readonly app?: string | null;
  /** Before it left: takes it back. Afterwards: ends the wait for its effect as `unconfirmed`. Default: nobody does. */
  readonly signal?: AbortSignal;
  /**
   * How long its effect is waited for, ms, from the end of its call on, or from when its caller joined it. Default: 60 s;
   * restart 5 min, upgrade-firmware 30 min; who joins somebody who waits by the default is told with him. Where the charger's stream is `shared` at least 675 s: somebody else may have had
   * the push, and the next state read is so far away at most. Where the cloud's answer was lost, or leaves open
   * whether it was carried out (500 with a code such as 520; 528 to a `deauthorize`), never less than 75 s, for the next state read
   * at the floor: none is allowed for a command that was not accepted; and as long again where it went a second time.
   *
   * @example 120_000
   */
  readonly confirmWithinMs?: number;
  /**
   * Told when it leaves, and again where it goes a second time. Where it throws or rejects, the log is told and the
   * command goes on. Default: nobody is told.
   *
   * @example (sentAtMs) => console.log('sent', sentAtMs)
   */
  readonly onSent?: (sentAtMs: number) => void;
}

/** Whether somebody else takes part of what the stream tells of this charger. */
function isShared(account: Desk['account'], chargerId: string): boolean {
  const installationId = account.mirror.charger(chargerId)?.installationId;
  return account
    .streamStatus()
    .some(({ state, bus, scope }) => state === 'shared' && (bus === 'group' || scope === installationId));
}

/** How an order runs for all who ask for it. */
export interface Running {
  readonly app: string | null;
  /** Asked each time that it is to leave: takes it back as long as it waits. */
  readonly takeBack: () => AbortSignal;
  readonly onSent: (sentAtMs: number) => void;
  /** It came back, certainly not carried out, and waits to leave again. */
  readonly onBack: () => void;
  /** Whether somebody still waits for it. For nobody it goes no second time. */
  readonly isWanted: () => boolean;
  /** The state showed that it was not carried out, and it does not go again: who asks next is not served by it. */
  readonly dropped: () => void;
  /** Its call has ended: from now on its effect is waited for, so long (ms) whoever leaves meanwhile. */
  readonly watching: (waiting: Waiting) => number;
  /** Asked when that is up: how much longer somebody waits, ms. */
  readonly more: () => number;
  /** Whether nothing else left to the charger since it did: what the state shows is its effect, or shows that there was none. */
  readonly isLatest: () => boolean;
  /** Aborted when the same left again for somebody else: whose effect is seen from then on nobody can tell. */
  readonly replaced: AbortSignal;
}

/** How long an effect is waited for. */
export interface Waiting {
  /** By who names no time, ms. */
  readonly withinMs: number;
  /** By everybody, ms: what nobody knows the outcome of can be read no sooner. */
  readonly leastMs: number;
  /** What is told where it was not seen. */
  readonly unseen: (withinMs: number) => CommandOutcome;
}

export interface Desk {
  readonly account: Pick<Account, 'mirror' | 'subscribe' | 'streamStatus'>;
  readonly commands: CommandDoor;
  readonly clock: Clock;
  /** Aborted when the account is closed. */
  readonly ended: AbortSignal;
}

type Sent = Exclude<Verdict, Refused>;
type Seen = 'done' | 'not done' | undefined;

const lookFirst = 'Look at the charger before sending it again.';
const closedFirst = `the account was closed before a changed state was seen. ${lookFirst}`;
const anotherLeft = `another command left to this charger before a changed state was seen. ${lookFirst}`;

/** @throws SdkError when nothing was sent and the reason is neither the charger's state nor the account's role */
export async function sendAndConfirm(desk: Desk, order: Order, options: Running): Promise<CommandOutcome> {
  const { account, clock } = desk;
  const effect = new EffectWatch(account, clock, order, {
    before: heldBefore(account.mirror, order.chargerId),
    aheadMs: desk.commands.aheadMs,
  });
  try {
    const sent = await send(desk, order, options, effect);
    if (sent.outcome === 'refused') return sent;
    const seen = await watch(desk, order, { sent, effect, options });
    const mayRepeat = options.isLatest() && options.isWanted();
    if (seen !== 'not done' || !mayRepeat) return outcomeOf(desk, order, { sent, seen, effect, options });
    const again = await sendAgain(desk, order, options, effect);
    // The second one was refused or did not leave: the first may have shown its effect after all. It stays the one waited for.
    const last = again === null || again.outcome === 'refused' ? sent : again;
    if (last === sent) options.dropped();
    const seenLast = await watch(desk, order, { sent: last, effect, options, isLast: true });
    return outcomeOf(desk, order, { sent: last, seen: seenLast, effect, options });
  } finally {
    effect.end();
  }
}

async function send(
  { commands }: Desk,
  { chargerId, command }: Order,
  { app, takeBack, onSent, onBack }: Running,
  effect: EffectWatch,
): Promise<Verdict> {
  return commands.send(chargerId, commandsByName[command].id, {
    app,
    signal: takeBack(),
    onSent(sentAtMs) {
      effect.leaves();
      onSent(sentAtMs);
    },
    onBack,
  });
}

/** Null where it did not leave: what was sent before is no error then, and its outcome is still to be told. */
async function sendAgain(desk: Desk, order: Order, options: Running, effect: EffectWatch): Promise<Verdict | null> {
  try {
    return await send(desk, order, options, effect);
  } catch (error) {
    if (error instanceof SdkError) return null;
    throw error;
  }
}

interface Watch {
  readonly sent: Sent;
  readonly effect: EffectWatch;
  readonly options: Running;
  readonly isLast?: boolean;
}

function watch(
  { account, clock, ended }: Desk,
  { chargerId, command }: Order,
  { sent, effect, options, isLast = false }: Watch,
): Promise<Seen> {
  const { sentAtMs } = sent;
  const isUnknown = sent.outcome === 'unknown';
  const repeatable = isUnknown && !isLast && (command === 'pause' || command === 'resume') ? command : null;
  const leastMs = isUnknown ? unknownForMs : 0;
  const withinMs = options.watching({
    ...{ withinMs: waitMs(account, { chargerId, command }, sent), leastMs },
    unseen: (waitedMs) => shown(effect, sent) ?? unseen(command, sent, waitedMs),
  });
  return watchCharger(account, clock, {
    ...{ chargerId, withinMs, more: options.more, ends: [ended, options.replaced, effect.settled] },
    look(readAtMs) {
      if (effect.look()) return 'done';
      const { hasBegun, left } = effect;
      if (repeatable === null || hasBegun || left === null) return undefined;
      const evidence = { sentAtMs, left, readAtMs };
      return isNotCarriedOut(repeatable, account.mirror, chargerId, evidence) ? 'not done' : undefined;
    },
  });
}

function outcomeOf(
  { account, ended }: Desk,
  { chargerId, command }: Order,
  { sent, seen, effect, options }: Watch & { readonly seen: Seen },
): CommandOutcome {
  const sentAtMs = sent.leftAtMs;
  effect.look();
  const confirmed = shown(effect, sent);
  if (confirmed) return confirmed;
  if (ended.aborted) return { outcome: 'unconfirmed', sentAtMs, reason: saying(sent, closedFirst) };
  if (seen === 'not done' || options.replaced.aborted)
    return { outcome: 'unconfirmed', sentAtMs, reason: saying(sent, anotherLeft) };
  return unseen(command, sent, waitMs(account, { chargerId, command }, sent));
}

/** What showed was carried out, though something of it may be to follow. */
function shown({ shownAtMs }: EffectWatch, { leftAtMs }: Sent): CommandOutcome | null {
  return shownAtMs === null ? null : { outcome: 'confirmed', sentAtMs: leftAtMs, confirmedAtMs: shownAtMs };
}

function unseen(command: CommandName, sent: Sent, withinMs: number): CommandOutcome {
  const sentAtMs = sent.leftAtMs;
  const mayStayUnseen = command === 'restart' || command === 'upgrade-firmware';
  const outcome = sent.outcome === 'accepted' && mayStayUnseen ? 'accepted' : 'unconfirmed';
  return { outcome, sentAtMs, reason: unseenReason(sent, withinMs) };
}

function waitMs(account: Desk['account'], { chargerId, command }: Order, { outcome }: Sent): number {
  const leastMs = outcome === 'unknown' ? unknownForMs : 0;
  return Math.max(commandsByName[command].confirmWithinMs, leastMs, isShared(account, chargerId) ? sharedForMs : 0);
}

const isSent = fields({ outcome: oneOf('accepted', 'unknown') });

/** What is said of a command that left and whose effect nobody saw. @throws SdkError `invalid-option` */
export function unseenReason(sent: Exclude<CommandSent, Refused>, withinMs: number): string {
  mustFit('say what was not seen', firstOf([isSent(sent, 'sent'), number(withinMs, 'withinMs')]));
  return saying(sent, `no changed state was seen within ${Math.round(withinMs / 100) / 10} s. ${lookFirst}`);
}

function saying(sent: Exclude<CommandSent, Refused>, unseen: string): string {
  return sent.outcome === 'accepted'
    ? `The cloud took the command, but ${unseen}`
    : `It is not known whether the cloud carried this out (${sent.reason}), and ${unseen}`;
}
