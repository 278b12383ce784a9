// A gateway beside an emulated cloud, by sockets in real time or without them in virtual time, asked as a local app asks.
// Invariant: front doors only; what is opened is closed and removed by `end()`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import {
  type AccountView,
  type ChargerView,
  demoApp,
  type Gateway,
  type GatewayOptions,
  openStore,
  type Page,
  type StreamView,
  startGateway,
} from '@fairlead/gateway';
import { type ManualClock, manualClock } from './manual-clock.ts';

export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the fields that it asserts.
  readonly body: any;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bearer; default the demo's app. */
  readonly key?: string | null;
}

export interface RehearsedHouse {
  readonly emulator: Emulator;
  readonly dataDir: string;
  /** The account's password as the gateway reads it at the next login. */
  password: string;
  gateway(): Gateway;
  /** Virtual time only. */
  clock(): ManualClock;
  /** Everything that the house logged so far. */
  readonly logged: string[];
  start(): Promise<void>;
  /** Starts, and resolves with every charger once its state was read and the stream is up. */
  filled(): Promise<readonly ChargerView[]>;
  stop(): Promise<void>;
  ask(path: string, asking?: Asking): Promise<Told>;
  chargers(): Promise<readonly ChargerView[]>;
  account(): Promise<AccountView>;
  stream(): Promise<StreamView>;
  /** Logins that the cloud saw, by status. */
  logins(): readonly (number | null)[];
  /** Lets time pass, asking in between, until it is so; throws with the last answer when it never was. */
  until<T>(ask: () => Promise<T>, so: (answer: T) => boolean, withinMs?: number): Promise<T>;
  /** Virtual time only. */
  pass(ms: number): Promise<void>;
  end(): Promise<void>;
}

const demoKey = demoApp.key;
/** On a machine with much else to do. */
const realPatienceMs = 20_000;

/** @param time `virtual`: no sockets at the cloud's side, and `until` moves the clock. */
export async function rehearsedHouse(
  time: 'real' | 'virtual',
  over: Partial<GatewayOptions> = {},
): Promise<RehearsedHouse> {
  const clock: ManualClock | null = time === 'virtual' ? manualClock() : null;
  const dataDir = mkdtempSync(join(tmpdir(), 'fairlead-weather-'));
  const emulator = await startEmulator(clock ? { doors: 'in-process', clock } : { httpPort: 0, amqpPort: 0 });
  const { owner } = emulator.accounts;
  const logged: string[] = [];
  const note = (fields: object, message: string): void => void logged.push(`${JSON.stringify(fields)} ${message}`);
  let gateway: Gateway | null = null;
  const running = (): Gateway => {
    if (gateway === null) throw new Error('The house is not started.');
    return gateway;
  };
  const page = async <T>(path: string): Promise<readonly T[]> => ((await house.ask(path)).body as Page<T>).items;
  const only = <T>([item]: readonly T[]): T => {
    if (item === undefined) throw new Error('The house told of no account.');
    return item;
  };
  const house: RehearsedHouse = {
    emulator,
    dataDir,
    password: owner.password,
    gateway: running,
    clock() {
      if (clock === null) throw new Error('Real time passes by itself.');
      return clock;
    },
    logged,
    async start() {
      gateway = await startGateway({
        config: {
          port: 0,
          dataDir,
          demo: true,
          accounts: [{ baseUrl: emulator.url, userGroupIds: [...owner.userGroupIds] }],
        },
        credentials: { main: { read: async () => ({ username: owner.username, password: house.password }) } },
        log: { debug: note, info: note, warn: note, error: note },
        // In process, the cloud and the store: on a thread of its own a store would work in real time.
        ...(clock ? { clock, openStore, fetch: emulator.fetch, source: emulator.messageSource() } : {}),
        ...over,
      });
    },
    async filled() {
      await house.start();
      await house.until(house.stream, ({ state }) => state === 'live' || state === 'quiet');
      return house.until(house.chargers, (views) => views.length === 6 && views.every(stateWasRead));
    },
    async stop() {
      await gateway?.close();
      gateway = null;
    },
    async ask(path, { method = 'GET', headers = {}, body, key = demoKey } = {}) {
      const response = await fetch(`${running().url}${path}`, {
        method,
        headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
    },
    chargers: () => page<ChargerView>('/v1/chargers'),
    account: async () => only(await page<AccountView>('/v1/accounts')),
    stream: async () => only(await page<StreamView>('/v1/streams')),
    logins: () =>
      emulator
        .calls()
        .filter((call) => call.class === 'token')
        .map(({ status }) => status),
    async until(ask, so, withinMs = 60_000) {
      const stepMs = Math.max(500, withinMs / 200);
      const deadlineMs = performance.now() + Math.max(realPatienceMs, clock ? 0 : withinMs);
      let passedMs = 0;
      for (;;) {
        const answer = await ask();
        if (so(answer)) return answer;
        if (performance.now() > deadlineMs)
          throw new Error(`Never became so: ${JSON.stringify(answer).slice(0, 2_000)}\n${logged.join('\n')}`);
        if (clock === null || passedMs >= withinMs) await new Promise((resolve) => setTimeout(resolve, 50));
        else await clock.advanceBy(stepMs);
        passedMs += stepMs;
      }
    },
    async pass(ms) {
      await house.clock().advanceBy(ms);
    },
    async end() {
      await house.stop();
      await emulator.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return house;
}

/** The list tells a mode without its time; the state tells both. */
function stateWasRead({ mode }: ChargerView): boolean {
  return mode.observedAt !== null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Prometheus text, empty bodies and pages are read as text.
  }
}
