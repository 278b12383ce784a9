// A command: checked against what is held, sent exactly once, and told apart by what is known afterwards.
import { type CommandRules, checkCommand, commandState } from '@fairlead/protocol';
import type { CallRequest, MirrorView } from '../account.ts';
import { withNextTry } from '../commands/asked-again.ts';
import type { PublicCommandId } from '../commands/public-command.ts';
import { notSent, type Refused } from '../commands/refusal.ts';
import { type Verdict, verdictOf } from '../commands/verdict-of.ts';
import { failure } from '../explain/failure.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { mayManage } from './lists.ts';
import type { Outlet } from './outlet.ts';

export interface CommandOrder {
  readonly chargerId: string;
  readonly command: PublicCommandId;
  readonly app: string | null;
  readonly signal?: AbortSignal | undefined;
  readonly onSent?: ((sentAtMs: number) => void) | undefined;
  /** Told when it came back, certainly not carried out, and waits to go again. */
  readonly onBack?: (() => void) | undefined;
  /** Whether the stream tells of this charger: what is held is what is the case then. */
  readonly isCovered: (charger: ChargerRow) => boolean;
  readonly rules?: CommandRules | undefined;
}

/** Polls of an idle charger are ten minutes apart, and no exception opens one for a command. */
const mayBeOld =
  'No stream tells of this charger: what is held may be ten minutes old. The next poll may tell otherwise.';

/** @throws SdkError when nothing was sent and the reason is neither the charger's state nor the account's role */
export async function sendCommand(outlet: Outlet, mirror: MirrorView, order: CommandOrder): Promise<Verdict> {
  const charger = mirror.find(order.chargerId);
  if (!charger) {
    throw failure('send a command', 'unknown-charger');
  }
  if (!mayManage(charger)) {
    return notSent('role', 'This account is a plain user of the charger. Commands need the role Owner or Service.');
  }
  const refusedNow = (): Refused | null => {
    const known = commandState((stateId) => mirror.observation(charger.id, stateId)?.value);
    const check = checkCommand(order.command, known, order.rules);
    if (check.kind === 'send') return null;
    return notSent(check.code, order.isCovered(charger) ? check.reason : `${check.reason} ${mayBeOld}`);
  };
  const refused = refusedNow();
  if (refused) return refused;
  const call: CallRequest = {
    endpoint: 'charger-command',
    params: { id: charger.id, commandId: String(order.command) },
    cause: 'command',
    lane: 'command',
    app: order.app,
    ...(order.signal ? { signal: order.signal } : {}),
    ...(order.onSent ? { onSent: order.onSent } : {}),
  };
  const ending = await outlet.submit(call, order.onBack);
  const write = order.command === 10001 ? 'deauthorize' : 'command';
  const verdict = withNextTry(verdictOf(ending, write), () => outlet.ask(call));
  // It waited, and the state changed meanwhile: that is the reason.
  const heldBack = verdict.outcome === 'refused' && verdict.sentAtMs === null;
  return (heldBack ? refusedNow() : null) ?? verdict;
}
