// What the methods of each room of the front door take.
import { deviceTypes } from '@fairlead/protocol';
import type { StandingKind } from '../changes/changes.ts';
import { chargerSettingChecks } from '../commands/charger-settings.ts';
import { installationSettingChecks } from '../commands/installation-settings.ts';
import { asker, type MethodRows, signal } from '../guarded.ts';
import {
  type Check,
  callback,
  check,
  duration,
  flag,
  isObject,
  listOf,
  number,
  oneOf,
  onlyFields,
  optional,
  someOf,
  text,
} from '../value-check.ts';
import type { ChargerRaw } from './charger-raw.ts';
import type { Chargers } from './chargers.ts';
import { idOf } from './id-check.ts';
import type { InstallationWrites } from './installation-writes.ts';
import type { Installations } from './installations.ts';
import type { Asking } from './read.ts';
import type { Sessions } from './sessions.ts';

const kinds: readonly StandingKind[] = ['stream', 'login', 'governor'];
const instant = check('a Date or a text', (value) => value instanceof Date || typeof value === 'string');

const charger = ['idOrSerial', text] as const;
const id = ['id', idOf('an installation')] as const;
const sessionId = ['id', idOf('a session')] as const;
const read = ['asking', optional(onlyFields(asker))] as const;
const order = [
  'options',
  optional(onlyFields({ ...asker, confirmWithinMs: optional(duration), onSent: optional(callback) })),
] as const;
const update = ['options', optional(onlyFields({ ...asker, onSent: optional(callback) }))] as const;
/** Of the two ways to say it one: of both one would be ignored. */
const amps = optional(number);
const wishes = onlyFields({ amps, phase1: amps, phase2: amps, phase3: amps });
const wish: Check = (value, name) => {
  if (!isObject(value)) return `\`${name}\` must be an object such as { amps: 16 }`;
  const wrong = wishes(value, name);
  if (wrong !== null) return wrong;
  const phases = [value['phase1'], value['phase2'], value['phase3']].filter((each) => each !== undefined);
  const isOne = value['amps'] === undefined ? phases.length === 3 : phases.length === 0;
  return isOne ? null : `\`${name}\` must be { amps }, or { phase1, phase2, phase3 }`;
};
const roles = { roles: optional(listOf(oneOf('Owner', 'Service', 'User'))) };
const values = { values: optional(oneOf('wait', 'held')) };
const age = check('a number of milliseconds, 0 or more', (value) => typeof value === 'number' && value >= 0);
const lists = { ...asker, maxAgeMs: optional(age) };
const narrowed = {
  ...{ ...lists, ...values, ...roles, name: optional(text) },
  deviceType: optional(oneOf(...Object.keys(deviceTypes))),
};
const span = {
  ...{ ...asker, from: instant, to: instant },
  installationId: optional(idOf('an installation')),
  chargerId: optional(idOf('a charger')),
  userId: optional(idOf('a user')),
};
const window = ['window', onlyFields(span)] as const;
const archive = ['window', onlyFields({ ...span, cursor: optional(text) })] as const;

export const chargerRows: MethodRows<Chargers & ChargerRaw> = {
  list: [
    'iteration',
    ['asking', optional(onlyFields({ ...narrowed, installationId: optional(idOf('an installation')) }))],
  ],
  find: ['rejection', charger, ['asking', optional(onlyFields({ ...asker, ...values }))]],
  detail: ['rejection', charger, read],
  readState: ['rejection', charger, read],
  pause: ['rejection', charger, order],
  resume: ['rejection', charger, order],
  deauthorize: ['rejection', charger, order],
  restart: ['rejection', charger, order],
  upgradeFirmware: ['rejection', charger, order],
  update: ['rejection', charger, ['settings', someOf(chargerSettingChecks)], update],
  observations: ['throw', charger, ['options', optional(onlyFields({ personal: optional(flag) }))]],
  freshness: ['throw', charger],
};

export const installationRows: MethodRows<Installations & InstallationWrites> = {
  list: [
    'iteration',
    [
      'asking',
      optional(onlyFields({ ...lists, ...roles, name: optional(text), type: optional(oneOf('Pro', 'Smart')) })),
    ],
  ],
  find: ['rejection', ['idOrName', text], read],
  detail: ['rejection', id, read],
  hierarchy: ['rejection', id, read],
  firmware: ['rejection', id, read],
  chargers: ['iteration', id, ['asking', optional(onlyFields(narrowed))]],
  candidates: ['rejection', ['lookupKey', text], ['asking', optional(onlyFields({ ...asker, name: optional(text) }))]],
  report: [
    'rejection',
    id,
    [
      'asking',
      onlyFields({
        ...{ ...asker, from: text, to: text },
        groupedBy: optional(oneOf('user', 'charger', 'card')),
        userIds: optional(listOf(idOf('a user'))),
        chargerIds: optional(listOf(idOf('a charger'))),
        form: optional(oneOf('body', 'query')),
      }),
    ],
  ],
  setAvailableCurrent: ['rejection', id, ['wish', wish], ['options', optional(onlyFields({ app: asker.app }))]],
  availableCurrent: ['throw', id],
  update: ['rejection', id, ['settings', someOf(installationSettingChecks)], update],
};

export const sessionRows: MethodRows<Sessions> = {
  get: ['rejection', sessionId, read],
  archived: ['iteration', archive],
  archivedPages: ['iteration', archive],
  history: ['iteration', window],
  setPriority: [
    'rejection',
    sessionId,
    ['priority', onlyFields({ phases: optional(number), currentA: optional(number) })],
    read,
  ],
};

interface Whole {
  constants(asking?: Asking): unknown;
  changes(options?: object): unknown;
}

/** What stands in no room. */
export const wholeRows: MethodRows<Whole> = {
  constants: ['rejection', read],
  changes: [
    'throw',
    [
      'options',
      optional(
        onlyFields({
          signal: optional(signal),
          also: optional(listOf(oneOf(...kinds))),
          personal: optional(flag),
          firstFill: optional(flag),
        }),
      ),
    ],
  ],
};
