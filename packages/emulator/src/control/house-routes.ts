// The emulator itself: its doors, clock, switches, and the world to come back to.
import type { EmulatorSnapshot } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { type ControlRoute, deed, get } from './control-route.ts';
import { type AnswerSchema, body, told } from './control-schema.ts';

const switchValues: AnswerSchema = { type: 'object', additionalProperties: { type: ['string', 'integer'] } };
const orNull = (type: 'string' | 'integer') => ({ type: [type, 'null'] }) as const;

export const houseRoutes: readonly ControlRoute[] = [
  get(
    '/doors',
    'Where the cloud is, and the certificate that its TLS is signed with',
    told({
      ...{ url: { type: 'string' }, controlUrl: orNull('string') },
      ...{ amqpPort: orNull('integer'), amqpTlsPort: orNull('integer'), caPem: orNull('string') },
    }),
    ({ url, controlUrl, amqpPort, amqpTlsPort, caPem }) => ({ url, controlUrl, amqpPort, amqpTlsPort, caPem }),
  ),
  get(
    '/clock',
    "The cloud's clock, how far the chargers' are off, and how much faster cars charge",
    told({
      ...{ now: { type: 'string' }, nowMs: { type: 'integer' }, chargersSkewMs: { type: 'integer' } },
      ...{ tempo: { type: 'number' }, isManual: { type: 'boolean' } },
    }),
    (emulator) => {
      const clock = emulator.clock();
      return { now: new Date(clock.nowMs).toISOString(), ...clock };
    },
  ),
  deed(['PUT', '/clock'], 'Refused: nobody moves this clock from here', null, (emulator) => {
    throw new EmulatorError(
      'clock-not-ours',
      emulator.clock().isManual
        ? 'Failed to move the clock: it belongs to the program that handed it in. Advance it there.'
        : "Failed to move the clock: TLS, tokens and sockets live by the machine's clock. Take in-process doors and a manual clock, or let the chargers' clocks be wrong (PUT charger-clocks).",
    );
  }),
  get('/switches', 'Every switch as it stands', switchValues, ({ switches }) => switches.all()),
  {
    method: 'PATCH',
    path: '/switches',
    summary: 'Turn switches: all or none',
    body: body({}, [], true),
    answer: switchValues,
    run({ switches }, { told }) {
      switches.set(told);
      return switches.all();
    },
  },
  deed(['DELETE', '/switches'], 'Every switch back to its default', null, ({ switches }) => switches.reset()),
  get(
    '/snapshot',
    'The world to go on with',
    told({ version: { type: 'integer', enum: [1] }, savedAt: { type: 'string' }, world: { type: 'object' } }),
    (emulator) => emulator.snapshot(),
  ),
  deed(
    ['PUT', '/snapshot'],
    'Go on from a snapshot, at most 256 MB; ports and switches stay, readers of the bus are detached, tokens end',
    body({}, ['version', 'world'], true),
    (emulator, { told }) => emulator.restore(told as unknown as EmulatorSnapshot),
  ),
  deed(
    ['POST', '/reset'],
    'A new world of the same seed and fleet; ports stay, readers of the bus are detached, tokens end',
    null,
    (emulator) => emulator.reset(),
  ),
];
