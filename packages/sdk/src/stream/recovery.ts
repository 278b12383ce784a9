// What follows the end of a link: what is said of it, and what is waited for. Pure.
import type { StreamState } from '../account.ts';
import { kindOf } from '../log/discreet-log.ts';
import { SdkError } from '../sdk-error.ts';
import type { Ending } from './ending.ts';
import { heldUntilMsOf, isDenied, lossOfError } from './link-loss-error.ts';
import type { LinkLoss } from './message-source.ts';

/** "Look again daily" (zaptec-api.md §4.5): where the account may have no stream, or where its subscription was removed. */
const deniedRetryMs = 86_400_000;
/** However soon the policy lets the details go again. */
const leastHeldMs = 1_000;
/**
 * A subscription that the bus does not know though its details were just told may be on its way, and details that cannot be
 * used may be a slip: so often in a row it counts as denied.
 */
const hopelessFrom = 2;
const hopeless: ReadonlySet<string> = new Set(['amqp:not-found', 'details']);

export type Wait =
  | { readonly kind: 'none' | 'backoff' | 'store' }
  /** The daily look, or the policy's word: nobody hurries it. */
  | { readonly kind: 'permission'; readonly ms: number };

export interface Recovery {
  /** What the source becomes; null: it stays as it is, and there is nothing to say. */
  readonly become: { readonly state: StreamState; readonly trouble: string } | null;
  readonly wait: Wait;
  /** Times in a row that another try had no better prospects. */
  readonly failures: number;
  /** Whoever keeps asking and is not let in does not shirk the bus: the law must be able to see it. */
  readonly isRefused: boolean;
  /** Messages may go while nothing keeps them for us. */
  readonly isDenied: boolean;
}

export function recoveryFrom(ending: Ending, before: { readonly failures: number; readonly nowMs: number }): Recovery {
  const calm = { failures: before.failures, isRefused: false, isDenied: false } as const;
  switch (ending.kind) {
    case 'lost':
      return { ...calm, ...said('connecting', ending.loss.message), wait: { kind: 'backoff' } };
    case 'not-opened':
      return notOpened(ending.error, before);
    case 'not-kept':
      return {
        ...calm,
        ...said('down', `${notKept(ending.cause)} The stream waits for the store.`),
        wait: { kind: 'store' },
      };
    case 'slept':
      return {
        ...calm,
        ...said('connecting', 'The machine slept; the link is opened anew.'),
        wait: { kind: 'none' },
      };
    case 'silent':
    case 'closed':
      return { ...calm, become: null, wait: { kind: 'none' } };
  }
}

function notOpened(error: unknown, before: { readonly failures: number; readonly nowMs: number }): Recovery {
  const loss: LinkLoss = lossOfError(error);
  const failures = hopeless.has(loss.condition) ? before.failures + 1 : 0;
  const heldUntilMs = heldUntilMsOf(error);
  if (heldUntilMs !== null) {
    // It was denied before, in an earlier run perhaps.
    const wait = { kind: 'permission', ms: Math.max(leastHeldMs, heldUntilMs - before.nowMs) } as const;
    return { ...said('down', loss.message), wait, failures, isRefused: false, isDenied: true };
  }
  if (!isDenied(error) && failures < hopelessFrom)
    return {
      ...said('down', loss.message),
      ...{ wait: { kind: 'backoff' }, failures, isRefused: true, isDenied: false },
    };
  return {
    ...said('down', `${loss.message} Chargers are polled meanwhile; the stream is looked for once a day.`),
    ...{ wait: { kind: 'permission', ms: deniedRetryMs }, failures, isRefused: true, isDenied: true },
  };
}

function said(state: StreamState, trouble: string): Pick<Recovery, 'become'> {
  return { become: { state, trouble } };
}

function notKept(cause: unknown): string {
  return cause instanceof SdkError ? cause.message : `Failed to keep state: ${kindOf(cause)}.`;
}
