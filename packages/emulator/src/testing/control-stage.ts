// An emulated cloud under a manual clock and somebody who is logged in, for tests of what writes and commands do.
import { afterEach } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import type { Emulator, EmulatorOptions } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';

export interface Answered {
  readonly status: number;
  /** Parsed, or the empty text. */
  readonly body: unknown;
}

export interface ControlStage {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  /** Values that the bus carried for this observation since the stage was set, oldest first. */
  pushed(stateId: number): string[];
  get(path: string): Promise<Answered>;
  post(path: string, body?: unknown): Promise<Answered>;
  command(chargerId: string, command: number): Promise<Answered>;
  /** Present value of an observation, straight from the world. */
  value(chargerId: string, stateId: number): string | null | undefined;
  row(chargerId: string): Promise<Readonly<Record<string, unknown>>>;
  installation(): Promise<Readonly<Record<string, unknown>>>;
  readonly chargerIds: readonly string[];
  readonly installationId: string;
}

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

const decoder = new TextDecoder('utf-8', { fatal: false });

/** What the framing carries, without a decoder of its own. A length byte can look like a brace, but no quote follows it. */
function textOf(body: Uint8Array): { readonly StateId: number; readonly ValueAsString?: string } {
  const text = decoder.decode(body);
  return JSON.parse(text.slice(text.indexOf('{"'), text.lastIndexOf('}') + 1));
}

export async function controlStage(
  options: EmulatorOptions = {},
  account: 'owner' | 'service' = 'owner',
): Promise<ControlStage> {
  const clock = manualClock();
  const emulator = await startEmulator({
    doors: 'in-process',
    clock,
    fleet: { chargers: 1, charging: 0 },
    ...options,
  });
  running.push(emulator);
  const { username, password } = emulator.accounts[account];
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const login = await emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
  const { access_token } = (await login.json()) as { access_token: string };
  const call = async (path: string, init: RequestInit = {}): Promise<Answered> => {
    // The bucket refills by one in 100 ms: no test meets a 429.
    await clock.advanceBy(100);
    const headers = { authorization: `Bearer ${access_token}` };
    const answer = await emulator.fetch(`${emulator.url}${path}`, { ...init, headers });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? '' : JSON.parse(text) };
  };
  const [first] = emulator.world.chargers();
  const installationId = first?.installationId ?? '';
  const messages: { StateId: number; ValueAsString?: string }[] = [];
  const details = await call(`/api/installation/${installationId}/messagingConnectionDetails`);
  const bus = details.body as Record<string, string & number & boolean>;
  await emulator.messageSource().open(
    {
      host: String(bus['Host']),
      port: Number(bus['Port']),
      useSsl: Boolean(bus['UseSSL']),
      username: String(bus['Username']),
      password: String(bus['Password']),
      topic: String(bus['Topic']),
      subscription: String(bus['Subscription']),
    },
    {
      message: async (message) => {
        messages.push(textOf(message.body));
        return 'complete';
      },
      lost: () => {},
    },
    { credit: 500 },
  );
  return {
    clock,
    emulator,
    installationId,
    chargerIds: emulator.world.chargers().map(({ id }) => id),
    pushed: (stateId) =>
      messages.filter(({ StateId }) => StateId === stateId).map(({ ValueAsString }) => ValueAsString ?? ''),
    get: (path) => call(path),
    post: (path, sent) =>
      call(path, {
        method: 'POST',
        ...(sent !== undefined && { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
      }),
    command: (chargerId, command) => call(`/api/chargers/${chargerId}/sendCommand/${command}`, { method: 'POST' }),
    value: (chargerId, stateId) =>
      emulator.world
        .chargers()
        .find(({ id }) => id === chargerId)
        ?.observations.get(stateId)?.value,
    row: async (chargerId) => (await call(`/api/chargers/${chargerId}`)).body as Record<string, unknown>,
    installation: async () => (await call(`/api/installation/${installationId}`)).body as Record<string, unknown>,
  };
}
