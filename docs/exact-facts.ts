// What the emulated cloud does in one way only: facts that sources agree on, and guesses that no switch governs yet.
// Sources are named as in the policy: docs/…, page/… and help/… are pages of the cloud's documentation.
import type { SwitchDefinition } from '@fairlead/emulator';

type Certainty = SwitchDefinition['certainty'];

export interface ExactFact {
  readonly what: string;
  readonly certainty: Certainty;
  readonly source: string;
}

const documented = (what: string, source: string): ExactFact => ({ what, certainty: 'documented', source });
const observed = (what: string, source: string): ExactFact => ({ what, certainty: 'observed', source });
const uncertain = (what: string, source: string): ExactFact => ({ what, certainty: 'uncertain', source });

export const exactFacts: readonly ExactFact[] = [
  documented(
    '10 requests a second for each account (the `sub` of its token), 15 at once; what exceeds it is refused and never queued',
    'docs/api-rate-limiting',
  ),
  documented('A refusal is 429 with `Retry-After: 1`', 'docs/api-rate-limiting'),
  documented('A second between two logins of one address', 'docs/api-rate-limiting; evcc-io/evcc#26108'),
  documented('Methods and paths: those of the public OpenAPI document, and no others', 'docs/api-fair-use-policy'),
  documented('`PageSize` 50 where it is not given', 'page/api-changes-what-you-need-to-know'),
  documented('404 with `errorCode` 512 for the state of an unknown charger', 'page/api-changes-what-you-need-to-know'),
  documented('Codes of constants, modes, commands, warnings, errors and roles', '`/api/constants` of version 6.5.8'),
  documented(
    'When commands 506 and 507 are refused, beside the switch below: by 710 and 718',
    'page/charger-command-validation-update',
  ),
  documented('Form and fields of the connection details', 'docs/zaptec-service-bus-subscriptions'),
  documented('A subscription that nobody reads is removed after 14 days', 'docs/zaptec-service-bus-subscriptions'),
  documented(
    'Third parties are let in on the lookup-key page',
    'docs/access-to-installations-authentication-for-third-parties',
  ),
  documented(
    'Lock, complete, abandon, dead-letter, defer, renew, peek and redelivery on the bus',
    'AMQP 1.0 and the official Service Bus client, which the tests run',
  ),
  observed('A command or update that was carried out answers 200 with an empty body', 'clients of several authors'),
  observed('A refused command answers 500 with `Code` 528, `Details` and `StackTrace`', 'evcc-io/evcc#21566'),
  observed('Names are PascalCase in lists and details, camelCase in archived sessions', 'public samples'),
  observed(
    'Values of observations are text; REST times of state and lists have no zone and mean UTC',
    'public samples and clients of several authors',
  ),
  observed(
    'Times on the bus with `Z` or without one, UTC either way: here the observations with an even number carry it',
    'public samples have both; which has it when is not known',
  ),
  observed('Times of archived sessions and of a session by id carry `Z`', 'stekker/zaptec and its specs'),
  observed(
    'The body of a bus message: JSON within a .NET string in binary XML',
    'custom-components/zaptec and rudyberends/loxone-zaptec-proxy decode it',
  ),
  observed('A charger without a car reports small voltages, currents and power', 'public samples'),
  uncertain(
    'The points and periods of the ladder after throttling',
    'the policy names the steps; its numbers are ours',
  ),
  uncertain(
    'Name and topic of the bus of a user group: `usergroup_` and its id',
    'only the form of an installation was seen',
  ),
  uncertain(
    'Lock time, deliveries and time to live on the bus: what Azure does by default',
    'the settings of the cloud are not public',
  ),
  uncertain('404 on the connection details of a removed subscription', 'only "entity not found" on the bus is known'),
  uncertain(
    '`From` and `To` of history, archive and report mean the end of a session as its row prints it, `To` exclusive',
    'of the archive one client says so, but not to which digit; the others are taken to do the same',
  ),
  uncertain(
    'A sorted list: numbers by size, text by its code units (`Bay 10` before `Bay 2`), what is missing first',
    'not documented',
  ),
  uncertain('400 for a boolean of a query that is neither `true` nor `false`', 'not documented'),
  uncertain(
    'A schedule lets cars charge from 22:00 to 06:00, an hour ahead of UTC',
    'that a schedule holds cars back is known, its hours are not',
  ),
  uncertain(
    '763 says when the schedule opens or closes next, as an instant such as `2026-11-20T21:00:00Z`',
    'only that a schedule sets it is known',
  ),
  uncertain(
    'In mode 1 the current that was set last stays the limit when the schedule is open; the installation shows it',
    'that it stays in force without its writer is observed; under a schedule nobody says',
  ),
  uncertain(
    'Command 200 to a charger that charges, or is up to date: 200, and nothing happens',
    'that it must not charge then is a guess',
  ),
  uncertain(
    'An update of a charger that is offline: 200, shown at once; a car that charges there feels it when the charger is back',
    'not documented',
  ),
  uncertain('How cars, meters and fuses behave in detail: appetite, taper, waiting, noise', 'a simulation from a seed'),
];

/** What the real cloud does and this one does not, each with the reason. */
export const notPlayed: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: 'Webhooks at the start and the end of a session. With authentication by webhooks cars charge as if they had been allowed',
    why: 'what the cloud sends is told nowhere: docs/web-hook-authorization names no field of either body',
  },
  {
    what: 'A central system over OCPP. With OCPP native a charger shares its current with nobody and no car waits for a card',
    why: 'another protocol; no client of this API sees it',
  },
  {
    what: 'The bits StoppedByRFID, Aborted and OcppNative of a session, `externallyAbandoned`, `ExternalId`',
    why: 'constants name them, and nobody says when they are set',
  },
  { what: 'A Sense as a device with observations of its own', why: 'no call of this API lists one or reads it' },
];
