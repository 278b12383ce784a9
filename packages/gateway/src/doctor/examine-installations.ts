// What stands in the way of control at each installation: who sets the current, who says that somebody may charge, what is
// owed. Source: zaptec-api.md §3.3, §5.5, §6.1, §6.3.
import {
  authenticationTypes,
  availableCurrentModes,
  cloudFields,
  cloudFlag,
  cloudInteger,
  installationNotifications,
} from '@fairlead/protocol';
import { explainAnswer, type InstallationRecord } from '@fairlead/sdk';
import type { Examined } from './examined.ts';
import { type Finding, ok, warning, whom } from './finding.ts';
import { placesOf } from './places.ts';
import { sentence } from './trouble.ts';

interface Look {
  readonly is: (told: ReadonlyMap<string, unknown>) => boolean;
  /** `places`: where it is so, in words. */
  readonly finding: (places: string) => Finding;
}

/** An update that such a mode refuses (code 527). */
const ownedCurrent = explainAnswer({ status: 500, cloudCode: 527 });

const looks: readonly Look[] = [
  {
    is: (told) => cloudFlag(told.get('active')) === false,
    finding: (places) =>
      warning('installation-inactive', {
        what: `Taken out of use ${places}.`,
        remedy: 'Have it taken into use again in the portal, where that is wanted.',
        ask: whom.owner,
      }),
  },
  owned('Schedule', 'current-by-schedule', 'A schedule'),
  owned('Auto', 'current-by-balancer', 'A load balancer of Zaptec (Sense, APM)'),
  {
    is: has('authenticationtype', authenticationTypes.OcppNative),
    finding: (places) =>
      warning('ocpp-native', {
        what: `OCPP native ${places}.`,
        why: 'Chargers there ignore what the cloud says of currents.',
        remedy: 'Control the current in the OCPP system.',
        ask: whom.ocpp,
      }),
  },
  authorised('Ocpp', 'authentication-ocpp', 'An OCPP system'),
  authorised('WebHooks', 'authentication-webhooks', 'A webhook'),
  {
    is: (told) => cloudFlag(told.get('isrequiredauthentication')) === true,
    finding: (places) =>
      ok(
        'authentication-required',
        `Authentication is required ${places}.`,
        'A car waits until a card or the app lets it charge; no call of the public API can.',
      ),
  },
  {
    is: (told) => (cloudInteger(told.get('notifications')) ?? 0) !== installationNotifications.None,
    finding: (places) =>
      warning('payment-due', {
        what: `The cloud reports a service payment as past due or unpaid ${places}.`,
        why: 'The cloud shows it to whoever reads the installation.',
        remedy: 'Look at the installation in the portal.',
        ask: whom.owner,
      }),
  },
];

export function examineInstallations({ account: { mirror } }: Examined): readonly Finding[] {
  const told = mirror.installations().map((record) => ({ record, fields: fieldsOf(record) }));
  return looks.flatMap(({ is, finding }) => {
    const records = told.filter(({ fields }) => is(fields)).map(({ record }) => record);
    return records.length === 0 ? [] : [finding(placesOf(records, told.length))];
  });
}

/** The detail tells more, the row is never older. */
function fieldsOf({ row, answers }: InstallationRecord): ReadonlyMap<string, unknown> {
  return new Map([...(cloudFields(answers?.detail?.body) ?? []), ...(cloudFields(row) ?? [])]);
}

function has(field: string, value: number): Look['is'] {
  return (told) => cloudInteger(told.get(field)) === value;
}

function owned(mode: 'Schedule' | 'Auto', code: string, who: string): Look {
  return {
    is: has('availablecurrentmode', availableCurrentModes[mode]),
    finding: (places) =>
      warning(code, {
        what: `${who} sets the available current ${places}.`,
        why: `No program can set it then: ${ownedCurrent.happened}.`,
        remedy: `${ownedCurrent.remedy}.`,
        ask: whom.owner,
      }),
  };
}

function authorised(type: 'Ocpp' | 'WebHooks', code: string, who: string): Look {
  return {
    is: has('authenticationtype', authenticationTypes[type]),
    finding: (places) => ok(code, sentence(`${who} says who may charge ${places}`)),
  };
}
