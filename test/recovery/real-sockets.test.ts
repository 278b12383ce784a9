// What only real sockets show: the whole SDK on the real Service Bus client over TLS, through connections that are reset,
// connections over which nothing comes any more, and keys that are replaced.
import { connect as dialTls, getCACertificates } from 'node:tls';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { connect, type Log, type MessageSource, serviceBusSource, type Zaptec } from '@fairlead/sdk';
import { afterEach, expect, test, vi } from 'vitest';
import { type FrozenProxy, frozenProxy } from '../stream/frozen-proxy.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
/** The client's own default is 40 s, so that a half-open connection is noticed after 81 s; here after 3 s. */
const idleTimeoutMs = 1_000;

interface Site {
  readonly emulator: Emulator;
  readonly proxy: FrozenProxy;
  readonly zaptec: Zaptec;
}

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function site(trust: 'its own CA' | 'nobody else'): Promise<Site> {
  const emulator = await startEmulator({
    amqpTlsPort: 0,
    fleet: { chargers: 1, charging: 0 },
    switches: { 'bus-tls': 'on', 'host-form': 'bare' },
  });
  undo.push(() => emulator.stop());
  const proxy = await frozenProxy(emulator.amqpTlsPort ?? 0);
  undo.push(() => proxy.close());
  const bus = serviceBusSource({
    ...{ log: silent, idleTimeoutMs },
    ...(trust === 'its own CA' ? { ca: emulator.caPem ?? '' } : {}),
  });
  const source: MessageSource = {
    open: (details, handler, options) => bus.open({ ...details, port: proxy.port }, handler, options),
  };
  const { owner } = emulator.accounts;
  const zaptec = await connect({
    baseUrl: emulator.url,
    userAgent: 'fairlead-test/1.0 (+https://example.org)',
    credentials: { read: async () => owner },
    userGroupIds: owner.userGroupIds,
    source,
    log: silent,
  });
  undo.push(() => zaptec.close());
  return { emulator, proxy, zaptec };
}

const within = (timeout: number, check: () => void) => vi.waitFor(check, { timeout, interval: 20 });
const status = ({ zaptec }: Site) => zaptec.account.streamStatus()[0];

/** A car comes: the mode is told over the bus, and nothing else would tell it for a day. */
async function expectStreamTells(on: Site): Promise<void> {
  const { emulator, zaptec } = on;
  const [charger] = emulator.world.chargers();
  if (!charger) throw new Error('A world without a charger.');
  if (charger.car === null) emulator.world.plug(charger.id);
  else emulator.world.unplug(charger.id);
  await within(5_000, () => {
    const mode = String(emulator.world.chargers()[0]?.mode);
    expect(zaptec.account.mirror.observation(charger.id, 710)).toMatchObject({ value: mode, via: 'stream' });
  });
}

test('a private CA opens the stream over TLS, and through a reset, a dead connection and new keys it comes back', async () => {
  const on = await site('its own CA');
  const { emulator, proxy, zaptec } = on;
  await within(15_000, () => expect(status(on)?.state).toBe('live'));
  await zaptec.account.ready();
  // Of what changes before the first read of its state that read may tell.
  const chargerId = emulator.world.chargers()[0]?.id ?? '';
  await within(10_000, () => expect(zaptec.account.mirror.observation(chargerId, 710)).toBeDefined());
  await expectStreamTells(on);

  proxy.reset();
  await within(5_000, () => expect(status(on)).toMatchObject({ state: 'live', reconnects: 1 }));
  await expectStreamTells(on);

  proxy.freeze();
  // 2 × the idle limit and 1 s for the socket.
  await within(2 * idleTimeoutMs + 2_000, () => expect(status(on)?.state).toBe('connecting'));
  proxy.reset(); // the bus notices too: else it would hand every other message to the dead connection for minutes
  proxy.thaw();
  await within(5_000, () => expect(status(on)).toMatchObject({ state: 'live', reconnects: 2 }));
  await expectStreamTells(on);

  emulator.faults.rotateBusKeys();
  await within(5_000, () => expect(status(on)).toMatchObject({ state: 'live', reconnects: 3 }));
  await expectStreamTells(on);
}, 60_000);

test('a CA that one source trusts is trusted by nothing else in the process', async () => {
  const before = getCACertificates('default');
  const on = await site('its own CA');
  await within(15_000, () => expect(status(on)?.state).toBe('live'));
  expect(getCACertificates('default')).toEqual(before);
  const refusal = await new Promise<unknown>((resolve) => {
    const socket = dialTls({ host: '127.0.0.1', port: on.emulator.amqpTlsPort ?? 0 });
    socket.once('secureConnect', () => resolve(socket.destroy() && 'trusted'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  expect(refusal).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET/);
  const other = await site('nobody else');
  await within(15_000, () => expect(status(other)?.state).toBe('down'));
  expect(status(other)?.trouble).toMatch(/SELF_SIGNED|self-signed|UNABLE_TO|unable to/);
}, 60_000);
