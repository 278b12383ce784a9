// Every switch of the emulated cloud. Flags, the switch file, the control API and the guide are all made from this table.
import { choice, type SwitchDefinition, whole } from './switch-definition.ts';

const rateLimiting = 'docs.zaptec.com/docs/api-rate-limiting';
const pageChanges = 'docs.zaptec.com/page/api-changes-what-you-need-to-know';
const commandValidation = 'docs.zaptec.com/page/charger-command-validation-update';

export const switchTable = {
  'data-limiter': choice(['burst-15', 'burst-16'], {
    title: 'Burst of the data limiter',
    sees: 'a sixteenth call in one instant passes, as nginx counts a burst',
    certainty: 'documented',
    source: rateLimiting,
  }),
  'too-many-requests-body': choice(['empty', 'html'], {
    title: 'Body of a 429',
    sees: "the proxy's HTML page under a 429 instead of an empty body",
    certainty: 'documented',
    source: rateLimiting,
  }),
  'token-limiter': choice(['503-html', '429'], {
    title: 'Refusal of a login that comes too soon',
    sees: '429 with Retry-After at the login door instead of the 503 page',
    certainty: 'observed',
    source: 'custom-components/zaptec#392 (503), evcc-io/evcc#25064 (429)',
  }),
  'state-cache': choice(['on', 'off'], {
    title: 'The 15 s cache of the state endpoint',
    sees: 'a state read shows what changed since the read before, however short ago that was',
    certainty: 'documented',
    source: 'API Fair Use policy §2; contradicted in custom-components/zaptec#176',
  }),
  'token-life-s': whole(
    { unit: 's', default: 86_399, least: 1, most: 86_400 },
    {
      title: 'Life of an access token (expires_in)',
      sees: 'tokens end sooner: 401, and a login each time',
      certainty: 'observed',
      source: 'docs.zaptec.com/docs/api-authentication says 3600; 86399 was seen',
    },
  ),
  'scope-needed': choice(['no', 'yes'], {
    title: 'Whether a login must ask for scope=openid',
    sees: '400 invalid_grant for a login without scope=openid',
    certainty: 'uncertain',
    source: 'one integrator reports it; Home Assistant and stekker/zaptec send none',
  }),
  'refresh-grant': choice(['refused', 'removed'], {
    title: 'Answer to the refresh_token grant of today',
    sees: '400 unsupported_grant_type instead of invalid_grant',
    certainty: 'observed',
    source: 'evcc-io/evcc#25064, evcc-io/evcc#25208',
  }),
  'future-oauth': choice(['off', 'on'], {
    title: 'The announced OAuth clients',
    sees: 'client credentials, authorization code with PKCE and rotating refresh tokens work',
    certainty: 'uncertain',
    source: 'docs.zaptec.com/page/upcoming-authentication-provider-migration',
  }),
  'missing-user-agent': choice(['recorded', '403'], {
    title: 'A call without a User-Agent',
    sees: '403 for a call that does not say who makes it',
    certainty: 'uncertain',
    source: 'API Fair Use policy §5; evcc-io/evcc#26108',
  }),
  'undocumented-path': choice(['404', 'as-2025'], {
    title: 'A call outside the public documents',
    sees: 'settings, live, circuits and authorizecharge answer as they did in 2025, and another method on a documented path is 405; a breach is recorded all the same',
    certainty: 'uncertain',
    source: 'custom-components/zaptec#176, custom-components/zaptec#188',
  }),
  'page-size-above-100': choice(['cap', '400'], {
    title: 'PageSize above 100',
    sees: '400 instead of a page of 100 rows',
    certainty: 'uncertain',
    source: pageChanges,
  }),
  'malformed-id': choice(['400', '404'], {
    title: 'An id that is no UUID',
    sees: '404 instead of 400',
    certainty: 'uncertain',
    source: 'not documented; one client checks ids before it sends them',
  }),
  'hierarchy-without-access': choice(['204', '403'], {
    title: 'Hierarchy without access',
    sees: '403 instead of 204',
    certainty: 'observed',
    source: '204 since 2025-09-19, 403 before',
  }),
  'hierarchy-after-consent-s': whole(
    { unit: 's', default: 10, least: 0, most: 3600 },
    {
      title: 'How long the hierarchy answers 204 after a consent',
      sees: '0: the tree is there at once',
      certainty: 'observed',
      source: 'stekker/zaptec waits up to 30 s',
    },
  ),
  'user-installation-detail': choice(['reduced', '403'], {
    title: 'Installation detail for the role User',
    sees: '403 instead of a row with fewer fields',
    certainty: 'uncertain',
    source: 'help.zaptec.com 22478266565137, custom-components/zaptec#311',
  }),
  'owner-charger-update': choice(['200', '403'], {
    title: 'Charger update by an Owner',
    sees: '403: only Service may update a charger',
    certainty: 'uncertain',
    source: 'help.zaptec.com 22478266565137',
  }),
  'resume-while-scheduled': choice(['accepted', 'refused'], {
    title: 'Command 507 while a schedule is active (763 is set)',
    sees: '500 with Code 528',
    certainty: 'uncertain',
    source: `${commandValidation}; evcc-io/evcc:charger/zaptec.go`,
  }),
  'deauthorize-answer': choice(['500-done', '200'], {
    title: 'Answer to command 10001',
    sees: '200 instead of a 500 with Code 528 for a command that was carried out',
    certainty: 'observed',
    source: 'several issue threads from 2023 to 2025',
  }),
  'pause-timing': choice(['delayed', 'immediate'], {
    title: 'How soon a pause takes effect',
    sees: '718 and 710 change at once instead of after 0.5 s and 5 s',
    certainty: 'observed',
    source: 'docs.zaptec.com/docs/understanding-finalstopactive-and-resume-command-behavior',
  }),
  'offline-command': choice(['520', 'accepted'], {
    title: 'A command to a charger that is offline',
    sees: '200 for a command that nobody carries out',
    certainty: 'uncertain',
    source: 'not documented; ErrorCommunicatingWithDevice is the code that fits',
  }),
  'push-of-settings': choice(['off', 'on'], {
    title: 'Push of settings written through the API (510 after an update)',
    sees: '510 and 511 arrive on the bus after a charger update',
    certainty: 'observed',
    source: 'custom-components/zaptec#189',
  }),
  'push-of-online': choice(['off', 'on'], {
    title: 'Push of -2 (online, offline)',
    sees: '-2 arrives on the bus when a charger goes or comes back',
    certainty: 'uncertain',
    source: 'not confirmed by any client',
  }),
  bus: choice(['both', 'group', 'installation', 'none'], {
    title: 'Which service buses there are',
    sees: '403 on the connection details of the others, and installations say MessagingEnabled false where theirs is missing',
    certainty: 'documented',
    source: 'docs.zaptec.com/docs/zaptec-service-bus-subscriptions',
  }),
  'host-form': choice(['auto', 'with-port', 'bare'], {
    title: 'Form of Host in the connection details',
    sees: 'auto adds the port where it is not 5671; the real cloud sends a bare name and 5671',
    certainty: 'observed',
    source: 'the real cloud always uses 5671',
  }),
  'bus-tls': choice(['off', 'on'], {
    title: 'Whether the connection details name the door with TLS',
    sees: "UseSSL true and the TLS port, as the real cloud says; a client then has to trust the emulator's CA",
    certainty: 'observed',
    source: 'the real cloud says UseSSL true',
  }),
  'bus-order': choice(['in-order', 'shuffled'], {
    title: 'Order of messages on the bus',
    sees: 'messages come up to 5 s late, out of order, and some twice',
    certainty: 'observed',
    source: 'custom-components/zaptec#189',
  }),
  'stale-messages': choice(['none', 'some'], {
    title: 'Messages with times long past',
    sees: 'one message in fifty repeats an older value with its older time',
    certainty: 'observed',
    source: 'custom-components/zaptec#189',
  }),
  'zero-uuid-messages': choice(['hourly', 'none'], {
    title: 'Messages with an all-zero ChargerId',
    sees: 'none come',
    certainty: 'observed',
    source: 'custom-components/zaptec#84',
  }),
  'second-reader': choice(['none', 'takes-half'], {
    title: 'Somebody else who reads the same subscription',
    sees: 'a random half of the messages never arrives, and their sequence numbers are missing',
    certainty: 'documented',
    source: 'standard Service Bus behaviour of one subscription',
  }),
  'bus-key-life-min': whole(
    { unit: 'min', default: 0, least: 0, most: 100_000 },
    {
      title: 'How often the keys of the bus change (0: with each start)',
      sees: 'links are cut with amqp:client-error, and the old key is unauthorized; new connection details are needed',
      certainty: 'documented',
      source: 'docs.zaptec.com/docs/zaptec-service-bus-subscriptions; custom-components/zaptec#417',
    },
  ),
  'current-reset-after-disconnect': choice(['off', 'on'], {
    title: 'AvailableCurrent after the last car has left',
    sees: 'AvailableCurrent goes back to the default when a car is unplugged',
    certainty: 'observed',
    source: 'custom-components/zaptec#144, custom-components/zaptec#173',
  }),
  'fast-current-writes': choice(['recorded', 'car-stops'], {
    title: 'AvailableCurrent written more often than every 15 minutes',
    sees: 'MAX_SESSION_RESTART appears among the warnings and the car stops for good',
    certainty: 'documented',
    source: 'docs.zaptec.com/docs/dynamic-load-balancing-with-the-zaptec-api',
  }),
  outage: choice(['none', '500-empty', '502-html', '503-html', '504-html', 'reset', 'hang'], {
    title: 'Weather of the whole cloud',
    sees: 'reads fail with an empty 500, or every call with a page of the proxy, a reset, or a hang of 15 s',
    certainty: 'observed',
    source: 'custom-components/zaptec#359, custom-components/zaptec#393',
  }),
  'energy-details': choice(['increments', 'cumulative'], {
    title: 'energyDetails of a session',
    sees: 'each point holds the energy since the start instead of since the point before',
    certainty: 'uncertain',
    source: 'a live check found increments, another client warns of cumulative values',
  }),
  'report-dates': choice(['installation-time', 'utc'], {
    title: 'What the dates of an installation report mean',
    sees: 'sessions of the last hours of a day fall into the next one, or out of the month',
    certainty: 'uncertain',
    source: 'klinge/zaptec-chargereport sends dates without a zone; which is meant is not documented',
  }),
  'report-date-with-zone': choice(['400', 'zone-dropped'], {
    title: 'A date with a zone in an installation report',
    sees: 'the report is made as if the zone had not been written, instead of a 400',
    certainty: 'observed',
    source: 'klinge/zaptec-chargereport: a Z is refused or misread',
  }),
  'report-grouped-by-card': choice(['Token', 'null'], {
    title: 'GroupedBy of an installation report by card (groupBy 2)',
    sees: 'null instead of a word that names the grouping',
    certainty: 'uncertain',
    source:
      'klinge/zaptec-chargereport and KPRSN/zaptec-reporter send 2; "User" and "Charger" alone were seen in answers',
  }),
  'meter-key-form': choice(['base64', 'hex', 'pem'], {
    title: 'Form of the public key of a calibrated meter (observation 981)',
    sees: 'the same SubjectPublicKeyInfo as hex digits, or as PEM with its lines',
    certainty: 'uncertain',
    source: 'constants name MIDPublicKey, and nobody says how it is written; base64 is what OCMF programs take',
  }),
  'offline-clock': choice(['reliable', 'unreliable'], {
    title: 'Whether a charger that is offline is sure of the time',
    sees: 'sessions that ended offline lack ReliableClock, in 723, history and archive',
    certainty: 'uncertain',
    source: 'SessionCommitMetadata tells the two bits apart; when the second is missing is not documented',
  }),
  'session-casing': choice(['camelCase', 'PascalCase'], {
    title: 'Casing of GET /api/session/{id}',
    sees: 'SessionId instead of sessionId',
    certainty: 'observed',
    source: 'stekker/zaptec (camelCase), com.zaptec (PascalCase)',
  }),
  'time-fraction-digits': choice(['varying', 'fixed'], {
    title: 'Fraction digits of times',
    sees: 'always three digits (seven on the bus, and where REST times are not rounded) instead of trimmed zeros',
    certainty: 'observed',
    source: 'public samples',
  }),
  'rest-time-rounding': choice(['on', 'off'], {
    title: 'REST times rounded to 1/300 s',
    sees: 'a polled time equals the pushed one to the microsecond',
    certainty: 'observed',
    source: 'fractions in public samples end in .000, .003 and .007',
  }),
} as const satisfies Readonly<Record<string, SwitchDefinition>>;

type Table = typeof switchTable;

export type SwitchId = keyof Table;

export const switchIds = Object.keys(switchTable) as readonly SwitchId[];

/** A value for each switch: a word, or a whole number in the unit that its id ends in. */
export type SwitchValues = {
  readonly [Id in SwitchId]: Table[Id] extends { readonly words: readonly (infer Word)[] } ? Word : number;
};

export function isSwitchId(id: string): id is SwitchId {
  return Object.hasOwn(switchTable, id);
}
