// Everything that reaches out of the process has a room of its own. Whoever asks "could we ever break the limits?" reads that room.
import { doorOf } from '../rooms.ts';
import type { Rule, Violation } from '../rule.ts';
import { isTest, type SourceFile } from '../source-file.ts';

interface Outlet {
  /** Modules and globals that open a socket or listen on one. */
  readonly names: readonly string[];
  /** Where they may be used. */
  readonly places: readonly string[];
  readonly why: string;
}

const outlets: readonly Outlet[] = [
  {
    names: ['rhea'],
    places: ['packages/broker/src/amqp/'],
    why: 'AMQP is spoken by the broker alone, and its core does not know of it (decisions/0006)',
  },
  {
    names: ['@azure/service-bus'],
    places: ['packages/sdk/src/stream/'],
    why: 'the official client stands behind the MessageSource port (decisions/0005)',
  },
  {
    names: ['node:net', 'node:tls'],
    places: ['packages/broker/src/amqp/'],
    why: 'raw sockets belong to the listener of the broker',
  },
  {
    names: ['node:http', 'node:https', 'node:http2'],
    places: ['packages/emulator/src/http/', 'packages/broker/src/amqp/web-socket-door.ts'],
    why: "the emulator's HTTP door is one folder; the broker's handshake of WebSocket is one file",
  },
  {
    names: ['fastify'],
    places: ['packages/gateway/src/outputs/'],
    why: 'the gateway is the one server that a user runs',
  },
  {
    names: ['fetch', 'undici'],
    // settings.ts fills in the default where the SDK is composed; only the transport calls it. What asks here speaks to loopback alone.
    places: [
      'packages/sdk/src/transport/',
      'packages/sdk/src/account/settings.ts',
      'packages/dashboard/src/',
      'packages/fairlead/src/ask-gateway.ts',
      'packages/fairlead/src/ask-emulator.ts',
    ],
    why: 'a call that does not pass the governor is a call that nobody counted',
  },
  {
    names: ['EventSource'],
    places: ['packages/dashboard/src/'],
    why: 'the page alone listens to the gateway',
  },
  {
    names: ['ws'],
    places: ['packages/broker/src/amqp/web-socket-door.ts'],
    why: 'AMQP over WebSocket is served by the broker alone',
  },
  { names: ['node:dgram', 'WebSocket', 'XMLHttpRequest'], places: [], why: 'no room needs it' },
];

const globalObjects = new Set(['globalThis', 'window', 'self', 'global']);
const wholeWhy = 'whoever holds all globals holds fetch, under any name';

export const sockets: Rule = {
  holds: 'sockets and servers are opened only in the rooms that own them',
  find: (house) => house.sources.flatMap((file) => [...violations(file)]),
};

function* violations(file: SourceFile): Generator<Violation> {
  if (!file.path.startsWith('packages/') || isTest(file.path)) return;
  const values = file.imports.filter(({ specifier, typeOnly }) => !typeOnly && doorOf(specifier) === null);
  for (const { specifier, line } of values) yield* judge(file.path, line, packageOf(specifier), 'imports');
  for (const { text, line } of file.reaches) yield* judge(file.path, line, packageOf(text), 'names');
  for (const { name, line } of file.globals) {
    yield* judge(file.path, line, name, 'uses');
    if (!globalObjects.has(name)) continue;
    const allowed = `the one global by its name, in the room that owns it: ${name}.fetch`;
    yield { file: file.path, line, forbidden: `uses ${name} as a whole`, allowed, why: wholeWhy };
  }
}

function* judge(file: string, line: number, name: string, verb: string): Generator<Violation> {
  for (const { names, places, why } of outlets) {
    if (!names.includes(name) || places.some((place) => file.startsWith(place))) continue;
    const allowed = places.length === 0 ? 'nowhere' : `in ${places.join(', ')}`;
    yield { file, line, forbidden: `${verb} ${name}`, allowed, why };
  }
}

/** `net` and `node:net` are one; `undici/x` is part of `undici`. */
function packageOf(specifier: string): string {
  if (/^(net|tls|https?|http2|dgram)$/.test(specifier)) return `node:${specifier}`;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}
