// Where the answer to a request goes: the link that its `reply-to` names. Some clients name none (Python's
// azure-servicebus 7.15.0) and read the answer from the same node, in the same session as they ask.
// Bounded by the links of its connection: two names and one entry for each.
import type { Message } from 'rhea';
import type { ReplyLink } from './reply-link.ts';
import type { RheaSender, RheaSession } from './rhea-types.ts';

interface Entry {
  readonly node: string;
  readonly session: RheaSession;
  readonly link: ReplyLink;
}

export interface AskingLink {
  /** The node that is asked, as an address. */
  readonly node: string;
  readonly session: RheaSession;
}

export class ReplyDirectory {
  readonly #byName = new Map<string, ReplyLink>();
  readonly #entries = new Set<Entry>();

  /** @param names link name and target address; @returns its undo */
  add(sender: RheaSender, names: readonly string[], node: string, link: ReplyLink): () => void {
    const entry: Entry = { node: node.toLowerCase(), session: sender.session, link };
    this.#entries.add(entry);
    for (const name of names) if (name !== '') this.#byName.set(name, link);
    return () => {
      this.#entries.delete(entry);
      for (const name of names) if (this.#byName.get(name) === link) this.#byName.delete(name);
    };
  }

  /** @returns undefined when the client left itself no way to hear the answer */
  find({ reply_to: replyTo }: Message, asking: AskingLink): ReplyLink | undefined {
    if (typeof replyTo === 'string' && replyTo !== '') return this.#byName.get(replyTo);
    const node = asking.node.toLowerCase();
    const inSession = [...this.#entries].filter((entry) => entry.session === asking.session && entry.node === node);
    return inSession.at(-1)?.link;
  }
}
