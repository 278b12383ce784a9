// One life of a link, from its details to its end.
// Invariant: whatever ends it, the link is closed once, delivery has stopped before a message goes back, and the next life
// does not wait for the goodbye.
import type { Clock } from '../clock.ts';
import type { Ending } from './ending.ts';
import { groupCommit, maxBatchMessages } from './group-commit.ts';
import { lossOfError } from './link-loss-error.ts';
import type { BusMessage, LinkHandler, MessageLink, MessageSource } from './message-source.ts';
import { openLink } from './open-link.ts';

export interface LinkLifeOptions {
  readonly clock: Clock;
  readonly open: (handler: LinkHandler, options: Parameters<MessageSource['open']>[2]) => Promise<MessageLink>;
  readonly apply: (messages: readonly BusMessage[]) => Promise<void>;
  /** It stands. Called again with each message: a source may deliver before its `open` has told us. */
  readonly onOpen: () => void;
  readonly onMessage: (message: BusMessage) => void;
}

export interface LinkLife {
  /** How it ended. */
  readonly over: Promise<Ending>;
  /** Ends it for this reason, unless it has ended. */
  end(ending: Ending): void;
  /** Once it is over: lets go of the link, and resolves when the link has said goodbye. */
  bury(): Promise<void>;
}

export function linkLife({ clock, open, apply, onOpen, onMessage }: LinkLifeOptions): LinkLife {
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const commit = groupCommit({
    ...{ apply, stopped },
    failed: (cause, messages) => end({ kind: 'not-kept', messages, cause }),
  });
  let isLost = false;
  const handler: LinkHandler = {
    message(message) {
      if (isLost) return Promise.resolve('abandon');
      onOpen();
      onMessage(message);
      return commit(message);
    },
    lost(loss) {
      isLost = true;
      end({ kind: 'lost', loss: lossOfError(loss, 'The link to the bus ended') });
    },
  };
  const opening = openLink((signal) => open(handler, { credit: maxBatchMessages, signal }), clock);
  let link: MessageLink | null = null;
  const live = async (): Promise<Ending> => {
    const first = await Promise.race([
      ended,
      opening.link.then(
        (opened) => ({ kind: 'opened', opened }) as const,
        (error: unknown) => ({ kind: 'not-opened', error }) as const,
      ),
    ]);
    if (first.kind !== 'opened') return first;
    link = first.opened;
    onOpen();
    return ended;
  };
  return {
    over: live(),
    end,
    async bury() {
      const closed = link === null ? opening.abandon() : link.close();
      stop();
      await closed;
    },
  };
}
