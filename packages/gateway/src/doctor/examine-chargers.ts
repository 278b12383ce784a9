// What is wrong with chargers, each kind once with those that it concerns. Source: zaptec-api.md §3.12, §5.1, §5.8, §6.3.
import { cloudFlag, type ParsedFirmware, parseFirmwareRows, stateIds } from '@fairlead/protocol';
import { type ChargerRow, chargerOf, roleOf } from '@fairlead/sdk';
import type { Examined } from './examined.ts';
import { counted, type Finding, ok, warning, whom } from './finding.ts';
import { serialsOf } from './places.ts';

export function examineChargers(examined: Examined): readonly Finding[] {
  const { account } = examined;
  const { mirror } = account;
  // One that was taken out of use is nobody's trouble.
  const chargers = mirror.chargers().filter(({ active }) => active);
  const views = new Map(chargers.map((row) => [row.id, chargerOf(row, mirror, account.followed(row.id))] as const));
  const online = (is: boolean) => chargers.filter(({ id }) => views.get(id)?.online.value === is);
  const standAlone = chargers.filter(({ id }) => isSet(mirror.observation(id, stateIds.IsStandAlone)?.value));
  const unread = chargers.filter(
    ({ id, roles }) => isManager(roles) && mirror.observation(id, stateIds.ChargerOperationMode) === undefined,
  );
  const firmware = firmwareOf(examined);
  // The cloud knows nothing of the firmware of a charger that was added and never came online.
  const isNew = ({ id }: ChargerRow): boolean =>
    firmware.get(id)?.currentVersion === null && views.get(id)?.online.value !== true;
  return [
    ...some(online(true), (rows) =>
      ok('chargers-online', `${rows.length} of ${counted(chargers.length, 'charger')} online.`),
    ),
    ...some(
      online(false).filter((row) => !isNew(row)),
      (rows) =>
        warning('charger-offline', {
          what: `${counted(rows.length, 'charger')} offline: ${serialsOf(rows)}.`,
          why: 'No command reaches it, what is held of it gets old, and a car charges with the current that is set for offline.',
          remedy: 'Look at its power and its network.',
          ask: whom.network,
        }),
    ),
    ...some(chargers.filter(isNew), (rows) =>
      warning('charger-never-online', {
        what: `${counted(rows.length, 'charger')} never came online: ${serialsOf(rows)}.`,
        why: 'Nothing is known of it, and no command reaches it.',
        remedy: 'Look whether it is installed, powered and connected.',
        ask: whom.owner,
      }),
    ),
    ...some(
      unread.filter((row) => !isNew(row)),
      (rows) =>
        warning('state-unread', {
          what: `The state of ${counted(rows.length, 'charger')} is not known yet: ${serialsOf(rows)}.`,
          why: 'Stand-alone mode and warnings of it could not be looked at.',
          remedy: 'Ask again in some minutes.',
          ask: whom.operator,
        }),
    ),
    ...some(standAlone, (rows) =>
      warning('charger-stand-alone', {
        what: `${counted(rows.length, 'charger')} stand-alone: ${serialsOf(rows)}.`,
        why: 'The current that the cloud allows is not used there: setting the available current changes nothing.',
        remedy: 'Have stand-alone mode switched off.',
        ask: whom.owner,
      }),
    ),
    ...warnings(chargers.map((row) => [row, views.get(row.id)?.warnings.value ?? []] as const)),
    ...some(
      chargers.filter(({ id }) => firmware.get(id)?.upToDate === false),
      (rows) =>
        warning('firmware-old', {
          what: `Newer firmware than theirs is there for ${counted(rows.length, 'charger')}: ${serialsOf(rows)}.`,
          why: 'What the newer one mends stays as it is.',
          remedy: 'Have it installed, best while no car charges.',
          ask: whom.owner,
        }),
    ),
  ];
}

function warnings(told: readonly (readonly [ChargerRow, readonly { readonly words: string }[]])[]): readonly Finding[] {
  const pairs = told.flatMap(([row, each]) => each.map(({ words }) => ({ row, words })));
  return [...Map.groupBy(pairs, ({ words }) => words)].map(([words, those]) =>
    warning('charger-warning', {
      what: `Warning "${words}" of ${counted(those.length, 'charger')}: ${serialsOf(those.map(({ row }) => row))}.`,
      why: 'The charger reports it itself; it may stand in the way of charging.',
      remedy: 'Look at the charger in the portal.',
      ask: whom.support,
    }),
  );
}

function firmwareOf({ account: { mirror } }: Examined): ReadonlyMap<string, ParsedFirmware> {
  const rows = mirror.installations().flatMap(({ answers }) => {
    const parsed = parseFirmwareRows(answers?.firmware?.body ?? []);
    return parsed.kind === 'ok' ? parsed.value.rows : [];
  });
  return new Map(rows.map((row) => [row.chargerId, row]));
}

function some(rows: readonly ChargerRow[], finding: (rows: readonly ChargerRow[]) => Finding): readonly Finding[] {
  return rows.length === 0 ? [] : [finding(rows)];
}

function isSet(value: string | null | undefined): boolean {
  return cloudFlag(value) === true;
}

function isManager(roles: number): boolean {
  const role = roleOf(roles);
  return role === 'Owner' || role === 'Service';
}
