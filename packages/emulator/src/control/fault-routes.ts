// What goes wrong: answers, doors, bus, tokens, clocks.
import type { Emulator, HttpFault } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { type ControlRoute, deed, get } from './control-route.ts';
import { body, told } from './control-schema.ts';

const text = { type: 'string' } as const;
const kinds = ['status', 'reset', 'hang', 'slow', 'truncated', 'wrong-content-type'];
const faultBody = body(
  {
    kind: { type: 'string', enum: kinds },
    when: { type: 'string', enum: ['before', 'after'] },
    status: { type: 'integer', minimum: 200, maximum: 599 },
    // 1,000 planned × 64 kB = 64 MB at the very worst.
    body: { type: 'string', maxLength: 65_536 },
    contentType: text,
    delayMs: { type: 'integer', minimum: 0, maximum: 600_000 },
    afterMs: { type: 'integer', minimum: 0, maximum: 600_000 },
    path: text,
    method: text,
    count: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    share: { type: 'number', minimum: 0, maximum: 1 },
    forMs: { type: 'integer', minimum: 1, maximum: 1_209_600_000 },
  },
  ['kind'],
);

export const faultRoutes: readonly ControlRoute[] = [
  get(
    '/faults',
    'What is planned',
    {
      type: 'array',
      // Of a wave without a count nothing is left to tell: until it ends.
      items: told(
        { fault: { type: 'object' }, match: { type: 'object' }, left: { type: ['integer', 'null'] } },
        { share: { type: 'number' }, endsInMs: { type: 'number' } },
      ),
    },
    ({ faults }) => faults.planned(),
  ),
  deed(
    ['POST', '/faults'],
    'Plan a fault of the next calls that match',
    faultBody,
    ({ faults }, { told: { path, method, count, share, forMs, ...fault } }) => {
      const match = { ...(path ? { path: String(path) } : {}), ...(method ? { method: String(method) } : {}) };
      const often = Object.entries({ count, share, forMs }).filter(([, value]) => value !== undefined);
      faults.plan(fault as unknown as HttpFault, match, Object.fromEntries(often));
    },
  ),
  deed(['DELETE', '/faults'], "Forget what is planned, set the chargers' clocks right", null, ({ faults }) =>
    faults.clear(),
  ),
  deed(
    ['POST', '/http'],
    'The HTTP door goes dark, refused or cut, or comes back. Refused: nobody listens; that is the default where this API has a port of its own. Cut: each call is reset, but for those of this API',
    body(
      { do: { type: 'string', enum: ['go-dark', 'come-back'] }, how: { type: 'string', enum: ['refused', 'cut'] } },
      ['do'],
    ),
    (emulator, { told }) => (told['do'] === 'come-back' ? emulator.faults.comeBack() : goDark(emulator, told['how'])),
  ),
  deed(
    ['POST', '/bus'],
    'Let the bus suffer',
    body({ do: { type: 'string', enum: ['cut', 'restore', 'detach-readers', 'rotate-keys'] } }, ['do']),
    ({ faults }, { told }) => {
      if (told['do'] === 'cut') faults.cutBus();
      else if (told['do'] === 'restore') faults.restoreBus();
      else if (told['do'] === 'detach-readers') faults.detachReaders();
      else faults.rotateBusKeys();
    },
  ),
  deed(
    ['DELETE', '/subscriptions/{id}'],
    'The subscription of an installation or user group goes, as after 14 idle days',
    null,
    ({ faults }, { id }) => faults.removeSubscription(id),
  ),
  deed(
    ['POST', '/subscriptions'],
    'The portal brings a subscription back; the topic is that of the connection details',
    body({ topic: text }, ['topic']),
    ({ world }, { told }) => world.activateBus(String(told['topic'])),
  ),
  deed(
    ['POST', '/installations/{id}/messages'],
    'Put these bytes on the bus of the installation as they are',
    // 256 KiB, the most that a message may have, in base64.
    body(
      {
        base64: {
          type: 'string',
          maxLength: 349_528,
          pattern: '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
        },
      },
      ['base64'],
    ),
    ({ faults }, { id, told }) => faults.publishRaw(id, Buffer.from(String(told['base64']), 'base64')),
  ),
  deed(['DELETE', '/tokens'], 'Tokens issued so far stop working', null, ({ faults }) => faults.revokeTokens()),
  deed(
    ['PUT', '/charger-clocks'],
    'Set the clocks of the chargers wrong by so much',
    body({ skewMs: { type: 'integer' } }, ['skewMs']),
    ({ faults }, { told }) => faults.skewChargerClocks(Number(told['skewMs'])),
  ),
];

function goDark({ faults, url, controlUrl }: Emulator, how: unknown): void {
  const isShared = controlUrl?.startsWith(`${url}/`) !== false;
  if (how === 'refused' && isShared) {
    throw new EmulatorError(
      'would-shut-control',
      'Failed to go dark: this API is on the same door, and could not bring it back. Say "cut", or give the API a port of its own.',
    );
  }
  faults.goDark(isShared || how === 'cut' ? 'cut' : 'refused');
}
