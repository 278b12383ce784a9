// A command: checked against what is held, sent exactly once, and told apart by what is known afterwards.
import { checkCommand, commandState } from '@fairlead/protocol';
import type { CommandSent, MirrorView } from '../account.ts';
import { failure } from '../explain/failure.ts';
import { answerOf, cloudCodeOf } from '../transport/answer-of.ts';
import type { Exchange } from '../transport/exchange.ts';
import type { Outlet } from './outlet.ts';

export interface CommandOrder {
  readonly chargerId: string;
  readonly command: 506 | 507;
  readonly app: string | null;
  readonly signal?: AbortSignal | undefined;
  readonly onSent?: ((sentAtMs: number) => void) | undefined;
}

/** @throws SdkError when nothing was sent and the reason is not the charger's state */
export async function sendCommand(outlet: Outlet, mirror: MirrorView, order: CommandOrder): Promise<CommandSent> {
  const charger = mirror.find(order.chargerId);
  if (!charger) {
    throw failure('send a command', 'unknown-charger');
  }
  const check = checkCommand(
    order.command,
    commandState((stateId) => mirror.observation(charger.id, stateId)?.value),
  );
  if (check.kind === 'refuse') return { outcome: 'refused', sentAtMs: null, reason: check.reason };
  const ending = await outlet.submit({
    endpoint: 'charger-command',
    params: { id: charger.id, commandId: String(order.command) },
    cause: 'command',
    lane: 'command',
    app: order.app,
    ...(order.signal ? { signal: order.signal } : {}),
    ...(order.onSent ? { onSent: order.onSent } : {}),
  });
  if (ending.kind === 'exchanged') return outcomeOf(ending.exchange, ending.sentAtMs);
  if (ending.kind === 'cancelled' && ending.sentAtMs !== null) {
    return { outcome: 'unknown', sentAtMs: ending.sentAtMs, reason: 'The caller stopped waiting after it was sent.' };
  }
  answerOf(ending);
  throw failure('send a command', 'cancelled', { aside: 'before it left' });
}

/** Source: zaptec-api.md §8.1. 528 says no; 4xx says no; whatever left the application silent is unknown. */
function outcomeOf(exchange: Exchange, sentAtMs: number): CommandSent {
  if (exchange.kind === 'failed') {
    const reason = `${exchange.message} Wait for the charger's state before sending it again.`;
    if (exchange.reached === 'maybe') return { outcome: 'unknown', sentAtMs, reason };
    return { outcome: 'refused', sentAtMs, reason: `The cloud could not be reached: ${exchange.message}` };
  }
  const { status, body, shape } = exchange;
  if (status >= 200 && status < 300) return { outcome: 'accepted', sentAtMs };
  const { code, details } = cloudCodeOf(body);
  if (code === 528) {
    const why = details ?? 'the charger is not in a state for this command';
    return { outcome: 'refused', sentAtMs, reason: `The cloud refused the command (528): ${why}.` };
  }
  const notTaken = status === 429 || (status === 503 && shape === 'html') || (status >= 300 && status < 500);
  if (notTaken || code !== null) {
    const said = code === null ? `status ${status}` : `status ${status}, code ${code}`;
    return { outcome: 'refused', sentAtMs, reason: `The cloud refused the command (${said}).` };
  }
  return {
    outcome: 'unknown',
    sentAtMs,
    reason: `The cloud gave status ${status}. Wait for the charger's state before sending it again.`,
  };
}
