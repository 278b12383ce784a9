// Group commit: a batch is what arrived while the last commit ran. No timer, so one lonely message waits for nobody.
// Invariant: a message is completed only after its batch was applied. After a failed batch nothing is completed any more.
import type { BusMessage, Settlement } from './message-source.ts';

/** Also the credit of a link: as many messages may be unsettled as one batch takes. 500 x about 1 kB = 0.5 MB a source. */
export const maxBatchMessages = 500;

interface Waiting {
  readonly message: BusMessage;
  readonly settle: (settlement: Settlement) => void;
}

export interface GroupCommitOptions {
  readonly apply: (messages: readonly BusMessage[]) => Promise<void>;
  /** Called once with the batch that could not be applied, before its messages go back. */
  readonly failed: (cause: unknown, messages: readonly BusMessage[]) => void;
  /**
   * Resolves when delivery has been stopped after a failure. Messages go back only then: given back to an open link they
   * would come again at once, and each time costs one of about ten deliveries before the bus puts them aside.
   */
  readonly stopped: Promise<void>;
}

/** Bounded by the link's credit: a source delivers no more than that before something is settled. */
export function groupCommit({
  apply,
  failed,
  stopped,
}: GroupCommitOptions): (message: BusMessage) => Promise<Settlement> {
  let waiting: Waiting[] = [];
  let running = false;
  let broken = false;

  const settleAll = (batch: readonly Waiting[], settlement: Settlement): void => {
    for (const { settle } of batch) settle(settlement);
  };

  const run = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) {
      await Promise.resolve(); // one frame of the socket often holds many messages
      const batch = waiting.slice(0, maxBatchMessages);
      waiting = waiting.slice(maxBatchMessages);
      const messages = batch.map(({ message }) => message);
      try {
        await apply(messages);
      } catch (cause) {
        failed(cause, messages);
        waiting = [...batch, ...waiting];
        await stopped;
        broken = true;
        settleAll(waiting, 'abandon');
        waiting = [];
        return;
      }
      settleAll(batch, 'complete');
    }
    running = false;
  };

  return (message) => {
    if (broken) return Promise.resolve('abandon');
    return new Promise((settle) => {
      waiting.push({ message, settle });
      if (!running) void run();
    });
  };
}
