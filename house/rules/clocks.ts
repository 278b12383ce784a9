// Timers, the time of day and chance come from one file a room, so that a test can stand in for all three. Random bytes
// for keys and ids come from node:crypto, in the files that make keys and ids.
import type { Rule, Violation } from '../rule.ts';
import { type Import, isTest, type NameUse, type SourceFile } from '../source-file.ts';

/** Files outside `clock.ts` that touch the machine's clock or chance: what they may, and why. */
const exceptions: Readonly<Record<string, { readonly uses: string; readonly why: string }>> = {
  'packages/sdk/src/account/settings.ts': {
    uses: 'Math.random',
    why: 'fills in the default chance where the SDK is composed',
  },
  'packages/fairlead/src/main.ts': {
    uses: 'process',
    why: 'hands the process on for its streams and signals where the command is composed',
  },
  'packages/broker/src/amqp/amqp-connection.ts': {
    uses: 'setImmediate',
    why: 'lets rhea write first; a turn of the event loop, no time',
  },
  'packages/broker/src/amqp/delivery-link.ts': {
    uses: 'setImmediate',
    why: 'lets rhea send first; a turn of the event loop, no time',
  },
};

/** Where keys and ids are made. What nobody may guess is never handed in, and no test needs to know it. */
const keyMakers: Readonly<Record<string, string>> = {
  'packages/broker/src/namespace.ts': 'the prefix of lock tokens; a caller may hand in other bytes',
  'packages/emulator/src/accounts/signing-key.ts': 'the key that signs emulated tokens',
  'packages/emulator/src/accounts/tokens.ts': 'ids of emulated access tokens',
  'packages/emulator/src/bus/bus-topics.ts': 'the shared keys of the emulated bus',
  'packages/emulator/src/oauth/authorization-codes.ts': 'codes of emulated logins, and ids of what they granted',
  'packages/emulator/src/oauth/refresh-tokens.ts': 'emulated refresh tokens',
  'packages/emulator/src/pages/page-tickets.ts': 'tickets of forms, and the cookie that binds them to a browser',
  'packages/gateway/src/apps/credentials.ts': 'keys of local apps, tokens, one-time codes',
  'packages/gateway/src/commands/command-desk.ts': 'ids of commands',
  'packages/sdk/src/credentials/secret-box.ts': 'the key of the box and a nonce for each sealing',
  'packages/sdk/src/credentials/refused-login.ts': 'salt and key under which a refused login is remembered',
};

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate', 'AbortSignal.timeout', 'scheduler.wait']);
const clockReads = new Set([
  'process.hrtime',
  'process.hrtime.bigint',
  'process.uptime',
  'process',
  'Math.random',
  'Math',
]);
/** Objects that hand out a clock, a timer or chance under another name: no reading of them is free. */
const wholes = new Set(['performance', 'crypto', 'globalThis', 'window', 'self', 'global']);
const timerModules = /^(node:)?(timers|timers\/promises|perf_hooks|process)$/;
const cryptoModules = /^(node:)?crypto$/;
const keyBytes = new Set(['randomBytes', 'randomUUID', 'generateKeyPairSync']);
const chance = /^(random|generateKey|getRandom|webcrypto$|default$|\*$)/;

const why = 'what takes its time from an argument can be tested in no time at all, and waits as long as it says';
const keyWhy =
  'chance that decides what happens is handed in; only what nobody may guess comes straight from the machine';

export const clocks: Rule = {
  holds: "timers, the time of day and chance come from a room's clock.ts alone, keys and ids from their makers",
  find: (house) => house.sources.flatMap((file) => [...violations(file)]),
};

function* violations(file: SourceFile): Generator<Violation> {
  const [, room] = /^packages\/([^/]+)\/src\//.exec(file.path) ?? [];
  const ownClock = `packages/${room}/src/clock.ts`;
  if (room === undefined || isTest(file.path) || file.path === ownClock) return;
  const allowed = `the Clock (or random) that the caller hands in; the machine's own stands in ${ownClock}`;
  for (const found of file.imports) {
    const { specifier, line } = found;
    if (timerModules.test(specifier)) yield { file: file.path, line, forbidden: `imports ${specifier}`, allowed, why };
    yield* throwsDice(file.path, found);
  }
  for (const { text, line } of file.reaches)
    if (timerModules.test(text) || cryptoModules.test(text))
      yield { file: file.path, line, forbidden: `names ${text}`, allowed: 'a plain import', why };
  for (const found of file.globals)
    if (readsMachine(found) && exceptions[file.path]?.uses !== found.name)
      yield { file: file.path, line: found.line, forbidden: `uses ${asWritten(found)}`, allowed, why };
}

function* throwsDice(file: string, { specifier, line, names }: Import): Generator<Violation> {
  if (!cryptoModules.test(specifier)) return;
  for (const name of names.filter((taken) => chance.test(taken))) {
    if (keyBytes.has(name) && file in keyMakers) continue;
    const allowed = keyBytes.has(name)
      ? `bytes that the caller hands in, or one of the makers of keys and ids: ${Object.keys(keyMakers).join(', ')}`
      : 'the random that the caller hands in; keys and ids from randomBytes or randomUUID, imported by name';
    yield { file, line, forbidden: `imports ${name} of ${specifier}`, allowed, why: keyWhy };
  }
}

function readsMachine({ name, use, argumentCount }: NameUse): boolean {
  if (timers.has(name) || clockReads.has(name) || wholes.has(name.split('.')[0] ?? '')) return true;
  if (name === 'Date') return use !== 'instanceof' && !(use === 'constructed' && argumentCount > 0);
  return name.startsWith('Date.') && name !== 'Date.UTC' && name !== 'Date.parse';
}

function asWritten({ name, use }: NameUse): string {
  return use === 'constructed' ? `new ${name}()` : name;
}
