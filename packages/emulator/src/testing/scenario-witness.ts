// A client that lives through a scenario: it polls, logs in when it must, reads the bus and comes back to it, and writes
// down what it saw and when. It is no polite client; it only watches.
import { decodeBusMessage } from '@fairlead/protocol';
import type { Emulator, ScenarioName } from '../contract.ts';
import { type RehearsedCallers, rehearsedCallers } from './rehearsed-callers.ts';

const minuteMs = 60_000;

/** What a call met: a status, or how it failed. */
export interface Met {
  readonly atMin: number;
  readonly what: string;
}

export interface Witness {
  readonly calls: readonly Met[];
  readonly logins: readonly Met[];
  /** Conditions under which its link ended, and what refused it a new one. */
  readonly bus: readonly Met[];
  /** Sequence numbers as they came. */
  readonly numbers: readonly number[];
  /** Observations no newer than what had come of the same thing before: repeated, or out of order. */
  readonly again: readonly Met[];
  readonly emulator: Emulator;
}

export interface WitnessOptions {
  readonly seed?: number;
  readonly everyMs?: number;
  readonly lastsMs: number;
  /** Run now and then, with the minute. */
  readonly also?: (cloud: RehearsedCallers, atMin: number) => Promise<void>;
}

export async function witness(scenario: ScenarioName | undefined, options: WitnessOptions): Promise<Witness> {
  const cloud = await rehearsedCallers({
    seed: options.seed ?? 1,
    fleet: { chargers: 6, charging: 6, installations: 1 },
    ...(scenario === undefined ? {} : { scenario }),
  });
  const { emulator, clock } = cloud;
  const everyMs = options.everyMs ?? 20_000;
  const startedMs = clock.nowMs();
  const atMin = (): number => (clock.nowMs() - startedMs) / minuteMs;
  const seen = {
    calls: [] as Met[],
    logins: [] as Met[],
    bus: [] as Met[],
    numbers: [] as number[],
    again: [] as Met[],
  };
  const newest = new Map<string, number>();
  let token = '';
  let reading = false;

  const outcome = async (call: Promise<Response>): Promise<{ what: string; body: string }> => {
    try {
      const answer = await call;
      const type = answer.headers.get('content-type');
      const body = await answer.text();
      const misnamed = answer.status === 200 && type === 'text/html' ? ' called HTML' : '';
      return { what: `${answer.status}${misnamed}`, body };
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      return { what: cause?.code ?? message, body: '' };
    }
  };
  const ask = async (path: string, init: RequestInit): Promise<{ what: string; body: string }> => {
    const fromMs = clock.nowMs();
    let got: { what: string; body: string } | undefined;
    void outcome(emulator.fetch(`${emulator.url}${path}`, init)).then((answered) => {
      got = answered;
    });
    for (await clock.advanceBy(0); got === undefined; ) await clock.advanceBy(500);
    const lateMs = clock.nowMs() - fromMs;
    return lateMs < 1_000 ? got : { ...got, what: `${got.what} after ${Math.round(lateMs / 1_000)} s` };
  };
  const get = async (path: string, into: Met[] | null): Promise<{ what: string; body: string }> => {
    const met = { atMin: atMin() };
    const got = await ask(path, { headers: { authorization: `Bearer ${token}` } });
    into?.push({ ...met, what: got.what });
    return got;
  };
  const logIn = async (): Promise<void> => {
    const { username, password } = emulator.accounts.owner;
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    const met = { atMin: atMin() };
    const got = await ask('/oauth/token', { method: 'POST', body });
    const told = /"access_token":"([^"]+)".*"expires_in":(\d+)/.exec(got.body);
    token = told?.[1] ?? '';
    seen.logins.push({ ...met, what: told?.[2] === undefined ? got.what : `200 for ${told[2]} s` });
  };
  const open = async (): Promise<void> => {
    const path = `/api/installation/${emulator.world.chargers()[0]?.installationId}/messagingConnectionDetails`;
    const { what, body } = await get(path, null);
    const told = /^\{.*\}$/s.test(body) ? (JSON.parse(body) as Record<string, unknown>) : null;
    if (told === null) return void seen.bus.push({ atMin: atMin(), what: `details ${what}` });
    try {
      await emulator.messageSource().open(
        {
          host: String(told['Host']),
          port: Number(told['Port']),
          useSsl: false,
          username: String(told['Username']),
          password: String(told['Password']),
          topic: String(told['Topic']),
          subscription: 'default',
        },
        {
          async message({ body: frame, sequenceNumber }) {
            seen.numbers.push(sequenceNumber);
            const read = decodeBusMessage(frame);
            if (read.kind !== 'observation') return 'complete';
            const key = `${read.chargerId}/${read.stateId}`;
            if (read.observedAtUs <= (newest.get(key) ?? 0)) seen.again.push({ atMin: atMin(), what: 'again' });
            newest.set(key, Math.max(read.observedAtUs, newest.get(key) ?? 0));
            return 'complete';
          },
          lost({ condition }) {
            seen.bus.push({ atMin: atMin(), what: condition });
            reading = false;
          },
        },
        { credit: 500 },
      );
      reading = true;
    } catch (error) {
      seen.bus.push({ atMin: atMin(), what: `refused: ${(error as { code?: string }).code}` });
    }
  };

  while (clock.nowMs() - startedMs < options.lastsMs) {
    const begunMs = clock.nowMs();
    if (token === '') await logIn();
    else if ((await get('/api/chargers', seen.calls)).what.startsWith('401')) token = '';
    else if (!reading) await open();
    await options.also?.(cloud, atMin());
    await clock.advanceBy(Math.max(0, everyMs - (clock.nowMs() - begunMs)));
  }
  const bus = [...seen.bus];
  await emulator.stop();
  return { ...seen, bus, emulator };
}

/** What was met from one minute to before another, each kind once, in order of letters. */
export function between(met: readonly Met[], fromMin: number, toMin: number): string[] {
  return [...new Set(met.filter(({ atMin }) => atMin >= fromMin && atMin < toMin).map(({ what }) => what))].sort();
}

export function counted(met: readonly Met[], what: string, fromMin: number, toMin: number): number {
  return met.filter((one) => one.what === what && one.atMin >= fromMin && one.atMin < toMin).length;
}
