// Everything the page shows, kept current by the gateway's event stream. Never asks the cloud for anything.
import type { AccountView, ChargerView, Events, FairUseView, StreamView } from '@fairlead/gateway/contract';
import { clock } from './clock.ts';
import { stillIn } from './session.ts';

/** `lost`: the gateway cannot be reached; what is shown is the last that was known. */
export type Link = 'opening' | 'open' | 'lost' | 'closed';

export class Live {
  link = $state<Link>('opening');
  accounts = $state<readonly AccountView[]>([]);
  /** By charger id, in the gateway's order. */
  chargers = $state<Record<string, ChargerView>>({});
  streams = $state<Record<string, StreamView>>({});
  fairUse = $state<Record<string, FairUseView>>({});
  #source: EventSource | undefined;

  open(): void {
    const source = new EventSource('/v1/events');
    this.#source = source;
    source.onopen = () => {
      this.link = 'open';
    };
    source.onerror = () => {
      this.link = 'lost';
      if (source.readyState === EventSource.CLOSED) void this.#afterClose();
    };
    this.#on('snapshot', (all) => {
      this.accounts = all.accounts;
      this.chargers = byKey(all.chargers, (charger) => charger.id);
      this.streams = byKey(all.streams, (stream) => stream.accountId);
      this.fairUse = byKey(all.fairUse, (use) => use.accountId);
    });
    this.#on('charger', (charger) => {
      this.chargers[charger.id] = charger;
    });
    this.#on('stream', (stream) => {
      this.streams[stream.accountId] = stream;
    });
    this.#on('fair-use', (use) => {
      this.fairUse[use.accountId] = use;
    });
  }

  close(): void {
    this.#source?.close();
  }

  #on<Name extends keyof Events>(name: Name, take: (data: Events[Name]) => void): void {
    this.#source?.addEventListener(name, (event) =>
      take(JSON.parse((event as MessageEvent<string>).data) as Events[Name]),
    );
  }

  /** The browser gave up: because the session ended, or because the gateway is away; then it is tried again. */
  async #afterClose(): Promise<void> {
    const entry = await stillIn().catch(() => undefined);
    if (entry?.kind === 'out') this.link = 'closed';
    else clock.after(3_000, () => this.open());
  }
}

function byKey<T>(items: readonly T[], key: (item: T) => string): Record<string, T> {
  return Object.fromEntries(items.map((item) => [key(item), item]));
}
