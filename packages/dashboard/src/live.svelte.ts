// Everything the page shows, kept current by the gateway's event stream. Never asks the cloud for anything.
import type {
  AccountView,
  ChargerView,
  Events,
  FairUseView,
  InstallationView,
  StreamView,
} from '@fairlead/gateway/contract';
import { clock } from './clock.ts';
import { stillIn } from './session.ts';

/** `lost`: the gateway cannot be reached; what is shown is the last that was known. */
export type Link = 'opening' | 'open' | 'lost' | 'closed';

export class Live {
  link = $state<Link>('opening');
  accounts = $state<readonly AccountView[]>([]);
  /** By charger id, in the gateway's order. */
  chargers = $state<Record<string, ChargerView>>({});
  installations = $state<Record<string, InstallationView>>({});
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
      const told = new Set(all.accounts.map((account) => account.accountId));
      this.accounts = [...this.accounts.filter((account) => !told.has(account.accountId)), ...all.accounts];
      this.chargers = replaced(this.chargers, all.chargers, told, (charger) => charger.id);
      this.installations = replaced(this.installations, all.installations, told, (installation) => installation.id);
      this.streams = replaced(this.streams, all.streams, told, (stream) => stream.accountId);
      this.fairUse = replaced(this.fairUse, all.fairUse, told, (use) => use.accountId);
    });
    this.#on('charger', (charger) => {
      this.chargers[charger.id] = charger;
    });
    this.#on('installation', (installation) => {
      this.installations[installation.id] = installation;
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

/** A snapshot tells everything about the accounts that it names, and nothing about others. */
function replaced<T extends { readonly accountId: string }>(
  held: Readonly<Record<string, T>>,
  items: readonly T[],
  told: ReadonlySet<string>,
  key: (item: T) => string,
): Record<string, T> {
  const others = Object.values(held).filter((item) => !told.has(item.accountId));
  return Object.fromEntries([...others, ...items].map((item) => [key(item), item]));
}
