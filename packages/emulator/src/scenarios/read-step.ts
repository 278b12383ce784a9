// One step of a scenario, from what somebody wrote to what can be done.
import { EmulatorError } from '../emulator-error.ts';
import type { HowOften, HttpFault } from '../faults/http-fault.ts';
import { needPossibleFault } from '../faults/http-faults.ts';
import { createSwitches } from '../switches/switches.ts';
import type { Act, ScriptStep } from './script.ts';
import {
  duration,
  either,
  instant,
  line,
  number,
  oneOf,
  signedDuration,
  table,
  text,
  wholeNumber,
} from './step-fields.ts';
import { ToldObject, wrong } from './told-object.ts';

/** Twenty calls a second are twice what the account may make; more would prove no more. */
const leastNeighbourMs = 50;
/** As the chargers' clocks take it. */
const mostSkewMs = 30 * 86_400_000;
const mostDelayMs = 600_000;
const mostChargers = 100_000;

const lasting = [
  'fault',
  'cut-bus',
  'go-dark',
  'switch',
  'remove-subscription',
  'skew-clocks',
  'neighbour',
  'offline',
] as const;
const momentary = ['say', 'detach-readers', 'rotate-bus-keys', 'revoke-tokens', 'plug', 'unplug'] as const;
const kinds = oneOf([...momentary, ...lasting]);

/** @param where names it in what is said of it: `step 3`; @throws EmulatorError `bad-scenario` */
export function readStep(told: unknown, numbered: number, where: string): ScriptStep {
  const object = new ToldObject(told, where);
  const atMs = object.need('at', instant);
  const kind = object.need('do', kinds);
  const say = object.maybe('say', line(200)) ?? null;
  const forMs = lasting.some((one) => one === kind) ? object.maybe('for', duration()) : undefined;
  const act = possible(where, () => readAct(kind, object));
  object.end();
  return { number: numbered, atMs, untilMs: forMs === undefined ? null : atMs + forMs, say, act };
}

function readAct(kind: Act['do'], object: ToldObject): Act {
  switch (kind) {
    case 'say':
    case 'detach-readers':
    case 'rotate-bus-keys':
    case 'revoke-tokens':
    case 'cut-bus':
    case 'go-dark':
      return { do: kind };
    case 'fault':
      return readFault(object);
    case 'switch': {
      const to = object.need('to', table);
      createSwitches(to);
      return { do: kind, to };
    }
    case 'remove-subscription':
      return { do: kind, of: object.need('of', either(oneOf(['group']), wholeNumber(mostChargers))) };
    case 'skew-clocks':
      return { do: kind, byMs: object.need('by', within(mostSkewMs)) };
    case 'neighbour':
      return { do: kind, everyMs: object.need('every', duration(leastNeighbourMs, mostDelayMs)) };
    case 'offline':
    case 'unplug':
      return { do: kind, charger: object.need('charger', wholeNumber(mostChargers)) };
    case 'plug':
      return {
        do: kind,
        charger: object.need('charger', wholeNumber(mostChargers)),
        takesKwh:
          object.maybe(
            'takesKwh',
            number('kWh from 0 to 1000', (kwh) => kwh >= 0 && kwh <= 1_000),
          ) ?? null,
      };
  }
}

const faultKinds = oneOf(['status', 'reset', 'hang', 'slow', 'truncated', 'wrong-content-type']);
const moments = oneOf(['before', 'after']);

function readFault(object: ToldObject): Act {
  const fault = readHttpFault(object);
  const match = {
    ...given('path', object.maybe('path', line(200))),
    ...given('method', object.maybe('method', oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']))),
  };
  const share = object.maybe(
    'share',
    number('a share above 0 and at most 1', (part) => part > 0 && part <= 1),
  );
  const count = object.maybe('count', wholeNumber(1_000_000));
  // The step itself ends it: without a count it hits as many as come until then.
  const often: HowOften = { count: count ?? Number.POSITIVE_INFINITY, ...given('share', share) };
  needPossibleFault(fault, often);
  return { do: 'fault', fault, match, often };
}

function readHttpFault(object: ToldObject): HttpFault {
  const kind = object.need('kind', faultKinds);
  switch (kind) {
    case 'status':
      return {
        kind,
        status: object.need('status', wholeNumber(599, 200)),
        ...given('body', object.maybe('body', text(4_096))),
        ...given('contentType', object.maybe('contentType', line(200))),
        ...given('when', object.maybe('when', moments)),
      };
    case 'reset':
      return { kind, ...given('when', object.maybe('when', moments)) };
    case 'hang':
      return {
        kind,
        ...given('afterMs', object.maybe('after', duration(1, mostDelayMs))),
        ...given('when', object.maybe('when', moments)),
      };
    case 'slow':
      return { kind, delayMs: object.need('delay', duration(1, mostDelayMs)) };
    case 'truncated':
    case 'wrong-content-type':
      return { kind };
  }
}

function within(mostMs: number) {
  const { wants, read } = signedDuration;
  return {
    wants: `${wants}, at most 30 days`,
    read: (told: unknown) => {
      const ms = read(told);
      return ms !== undefined && Math.abs(ms) <= mostMs ? ms : undefined;
    },
  };
}

function given<Name extends string, T>(name: Name, value: T | undefined): { readonly [key in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: T };
}

/** What faults and switches refuse in their own words is wrong with the step. */
function possible(where: string, read: () => Act): Act {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof EmulatorError) || cause.code === 'bad-scenario') throw cause;
    throw wrong(where, `cannot be done. ${cause.message}`);
  }
}
