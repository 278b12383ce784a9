// One account on the emulated cloud as a machine has it: a way of random length to the cloud, a wall clock of its own that
// somebody may set, and a power switch. What one run leaves behind the next one may find, or not.
// Invariant: one manual clock moves both; the cloud's wall never jumps.
import type { Emulator } from '@fairlead/emulator';
import type { CallFact, Fact } from '@fairlead/policy';
import { type Account, type CallRequest, memoryKeeper, memorySecrets, openAccount, SdkError } from '@fairlead/sdk';
import { clientOptions } from './client-options.ts';
import type { ManualClock } from './manual-clock.ts';

export interface BusyAccountOptions {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Longest way to the cloud, and back, ms. */
  readonly mostWayMs: number;
}

/** A request as it came to the cloud, by its clock. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly atMs: number;
}

export interface BusyAccount {
  readonly account: Account;
  /** The journal of each run, oldest run first. */
  readonly runs: readonly (readonly Fact[])[];
  /** What reached the cloud and was never answered whole: on its way when the power failed, given up, or torn. */
  readonly unheard: ReadonlySet<Sent>;
  /** How calls ended, by code; `ok` for answers. */
  readonly endings: ReadonlyMap<string, number>;
  start(): Promise<void>;
  /** Never rejects. */
  call(request: CallRequest): Promise<string>;
  /** Closed in good order, or the power fails; then started again with or without what the runs before wrote down. */
  restart(how: { readonly orderly: boolean; readonly remembers: boolean }): Promise<void>;
  jumpWall(ms: number): void;
  close(): Promise<void>;
}

export function busyAccount({ clock, emulator, random, mostWayMs }: BusyAccountOptions): BusyAccount {
  const runs: Fact[][] = [];
  const endings = new Map<string, number>();
  const unheard = new Set<Sent>();
  const bus = emulator.messageSource();
  let secrets = memorySecrets();
  let keeper = memoryKeeper();
  let wallOffMs = 0;
  let power = { on: true };
  let links: { close(): Promise<void> }[] = [];
  let account: Account;

  const open = (history: readonly Fact[]): void => {
    const mine = { on: true };
    power = mine;
    const facts: Fact[] = [];
    runs.push(facts);
    const pause = (ms: number): Promise<void> =>
      new Promise((resolve) => clock.setTimer(() => mine.on && resolve(), ms));
    account = openAccount({
      ...clientOptions(emulator, clock),
      fetch: async (input, init) => {
        const request = new Request(input, init);
        await pause(Math.floor(random() * mostWayMs));
        const sent = { method: request.method, path: new URL(request.url).pathname, atMs: clock.nowMs() };
        unheard.add(sent);
        const response = await emulator.fetch(request);
        await pause(Math.floor(random() * mostWayMs));
        return whenRead(response, () => {
          if (!request.signal.aborted) unheard.delete(sent);
        });
      },
      source: {
        async open(details, handler, how) {
          const link = await bus.open(details, handler, how);
          links.push(link);
          return link;
        },
      },
      random,
      secrets,
      keeper,
      history,
      clock: {
        nowMs: () => clock.nowMs() + wallOffMs,
        monotonicMs: () => clock.monotonicMs(),
        setTimer: (callback, delayMs) => clock.setTimer(() => mine.on && callback(), delayMs),
        clearTimer: (timer) => clock.clearTimer(timer),
      },
      journal: (fact) => mine.on && facts.push(fact),
    });
  };

  const shut = async (): Promise<void> => {
    const closing = account.close();
    // Power is off only when the close is through; time moves here, as nobody else moves it.
    let closed = false;
    void closing.then(() => {
      closed = true;
    });
    while (!closed) await clock.advanceBy(500);
  };

  open([]);
  return {
    get account() {
      return account;
    },
    ...{ runs, endings, unheard },
    start: () => account.start(),
    async call(request) {
      let ending = 'ok';
      try {
        await account.call(request);
      } catch (error) {
        ending = error instanceof SdkError ? error.code : String(error);
      }
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
      return ending;
    },
    async restart({ orderly, remembers }) {
      if (orderly) await shut();
      power.on = false;
      for (const link of links) await link.close();
      links = [];
      if (!remembers) {
        secrets = memorySecrets();
        keeper = memoryKeeper();
      }
      open(remembers ? runs.flat() : []);
      await account.start();
    },
    jumpWall(ms) {
      wallOffMs += ms;
    },
    close: shut,
  };
}

/** Tells when the last byte was taken. */
function whenRead(response: Response, read: () => void): Response {
  if (response.body === null) {
    read();
    return response;
  }
  return new Response(response.body.pipeThrough(new TransformStream({ flush: read })), response);
}

/** What the clients of one run wrote of its calls, in the order in which they were sent. */
export function callsIn(facts: readonly Fact[]): CallFact[] {
  return facts
    .filter((fact): fact is CallFact => fact.kind === 'call')
    .sort((one, other) => one.sentAtMs - other.sentAtMs);
}
