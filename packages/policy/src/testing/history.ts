// Hand-written histories as one reads them: a line a fact, `seconds  what  [about]  [status]  [details]`.
//   0      list                      GET /api/chargers, page 0 of 100 rows, answered 200 after 20 ms
//   0.5    detail c1 429 after=1     refused, Retry-After 1 s
//   0.6    detail c2+ x=3            c2, c3 and c4: the plus counts on with each repeat
//   1      state c1 503 ms=200       answered 503 after 200 ms
//   2      command c1 allowed=no     a pause (506) sent though the known state forbade it
//   3      update i1 current         writes the available current of installation i1
//   3600   stream opened i1          the subscription of installation i1 is read
//   7200   attest secrets-in-outputs 0      `attest <subject> [measured value] [operator] [fails] [version=]`
// What: login, list, state, detail, installation, hierarchy, firmware, constants, details-of-stream, group-details, history,
// archived, session, report, command, update, charger-update, priority, settings.
// About: the first word that looks like c1, i1, s1, g1. Status: three digits; `silent` for no answer.
// Details: `ms=` time to the answer, `after=` Retry-After (s), `life=` token life (s), `page=`, `cursor=` (empty: a page that nobody told), `size=`, `rows=`, `bytes=`,
// `try=` and `of=` (attempt, retryOf), `id=`, `account=` (attestations: `all` for null), `from=` (client address), `cause=` (`unknown` for short),
// `in=` (installationId), `cmd=` (command id, 506), `code=`, `changed=`, `charging=`, `connected=`, `allowed=`, `shown=` (yes, no), `door=`
// (`scheme://host`), `agent=` (`_` for a space, `none`), `window=` (`from..to` in hours before noon of the first day,
// `24..0`), `x=` (repeat), `every=` (seconds between repeats). `name`, `inst`: narrowed lists. `installations`: the other
// list. `current`, `other`: what an update sets.
import type { AttestationFact, CallFact, Fact, Known, StreamFact } from '../fact.ts';
import { attested, call, listCall, loginCall, stateCall, stream } from './call.ts';

/** 2026-11-22T12:00:00Z */
export const noonMs = 1_795_348_800_000;

type Given = Partial<CallFact> & { readonly sentAtMs: number };

export function history(text: string): readonly Fact[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .flatMap(factsOf);
}

function factsOf(line: string): readonly Fact[] {
  const [seconds = '', what = '', ...words] = line.split(/\s+/);
  const atMs = noonMs + Math.round(Number(seconds) * 1000);
  if (!Number.isFinite(atMs)) throw new Error(`Failed to read a history: "${line}" does not begin with seconds.`);
  const times = Number(detail(words, 'x') ?? 1);
  const everyMs = Number(detail(words, 'every') ?? 0) * 1000;
  return Array.from({ length: times }, (_, n) => factAt(what, counted(words, n), atMs + n * everyMs));
}

/** `c7+` in the words of the repeat number `n`, from 0. */
function counted(words: readonly string[], n: number): readonly string[] {
  return words.map((word) => word.replace(/^([cisg])(\d+)\+$/, (_, kind, first) => `${kind}${Number(first) + n}`));
}

function factAt(what: string, words: readonly string[], atMs: number): Fact {
  if (what === 'stream') return streamAt(words, atMs);
  return what === 'attest' ? attestationAt(words, atMs) : callAt(what, words, atMs);
}

function streamAt(words: readonly string[], atMs: number): StreamFact {
  const [event = '', scope = 'i1'] = words.filter((word) => !word.includes('='));
  const fact = stream(event as StreamFact['event'], atMs, scope, scope.startsWith('g') ? 'group' : 'installation');
  return { ...fact, accountId: detail(words, 'account') ?? 'main' };
}

function attestationAt(words: readonly string[], atMs: number): AttestationFact {
  const [about = '', ...rest] = words;
  const value = rest.find((word) => /^\d+$/.test(word));
  const account = detail(words, 'account') ?? 'main';
  return attested({
    about: about as AttestationFact['about'],
    atMs,
    accountId: account === 'all' ? null : account,
    by: words.includes('operator') ? 'operator' : 'self-test',
    holds: !words.includes('fails'),
    value: value === undefined ? null : Number(value),
    version: detail(words, 'version') ?? null,
  });
}

const charger = '/api/chargers/{id}';
const installation = '/api/installation/{id}';
const plain: Readonly<Record<string, Partial<CallFact>>> = {
  detail: {},
  installation: { path: installation },
  hierarchy: { class: 'hierarchy', path: `${installation}/hierarchy` },
  firmware: { class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}' },
  constants: { class: 'constants', path: '/api/constants', resource: null },
  'details-of-stream': { class: 'stream-details', path: `${installation}/messagingConnectionDetails` },
  'group-details': { class: 'stream-details', path: '/api/userGroups/{id}/messagingConnectionDetails' },
  history: { class: 'history', path: '/api/chargehistory', resource: null, page: 0 },
  archived: { class: 'history', path: '/api/sessions/archived', resource: null, page: 0 },
  session: { class: 'history', path: '/api/session/{id}' },
  report: { class: 'report', path: '/api/chargehistory/installationreport' },
  command: { class: 'command', method: 'POST', path: `${charger}/sendCommand/{commandId}` },
  update: { class: 'update', method: 'POST', path: `${installation}/update` },
  'charger-update': { class: 'update', method: 'POST', path: `${charger}/update` },
  priority: { class: 'update', method: 'POST', path: '/api/session/{id}/priority' },
  settings: { class: 'undocumented', path: `${charger}/settings` },
};

function callAt(what: string, words: readonly string[], sentAtMs: number): CallFact {
  const given = detailsOf(what, words, sentAtMs);
  if (what === 'login') return loginCall(given.status === 200 ? given : { ...given, tokenLifeMs: null });
  if (what === 'list') return listCall(given);
  const about = words.find((word) => /^[cisg]\d+$/.test(word));
  if (what === 'state') return stateCall({ ...given, resource: about ?? 'c1' });
  const kind = plain[what];
  if (kind === undefined) {
    throw new Error(`Failed to read a history: "${what}" is no call. Use one that testing/history.ts knows.`);
  }
  return call({ ...kind, ...given, ...(about === undefined ? {} : { resource: about }) });
}

function detailsOf(what: string, words: readonly string[], sentAtMs: number): Given {
  const text = (name: string) => detail(words, name);
  const number = (name: string, factor = 1) => {
    const told = text(name);
    return told === undefined ? undefined : Number(told) * factor;
  };
  const status = words.find((word) => /^\d{3}$/.test(word));
  const door = /^(\w+):\/\/(.+)$/.exec(text('door') ?? '');
  const agent = text('agent')?.replaceAll('_', ' ');
  const told: Partial<{ -readonly [Name in keyof CallFact]: CallFact[Name] | undefined }> = {
    id: text('id'),
    retryAfterMs: number('after', 1000),
    tokenLifeMs: number('life', 1000),
    page: text('cursor') === undefined ? number('page') : null,
    cursor: text('cursor') || undefined,
    pageSize: number('size'),
    rows: number('rows'),
    bytes: number('bytes'),
    code: number('code'),
    installationId: text('in'),
    changed: text('changed') as Known | undefined,
    charging: text('charging') as Known | undefined,
    connected: text('connected') as Known | undefined,
    allowed: text('allowed') as Known | undefined,
    shown: text('shown') as Known | undefined,
    door: door === null ? undefined : { scheme: door[1] as 'https', host: door[2] as string },
    userAgent: agent === 'none' ? null : agent,
    window: windowOf(text('window')),
    narrowing: words.includes('name') ? 'name' : words.includes('inst') ? 'installation' : undefined,
    sets: words.includes('current') ? 'available-current' : words.includes('other') ? 'other' : undefined,
    path: words.includes('installations') ? '/api/installation' : undefined,
    resource: what === 'list' ? words.find((word) => /^[ci]\d+$/.test(word)) : undefined,
  };
  return {
    sentAtMs,
    answeredAtMs: sentAtMs + (number('ms') ?? 20),
    status: words.includes('silent') ? null : Number(status ?? 200),
    command: what === 'command' ? (number('cmd') ?? 506) : null,
    retryOf: text('of') ?? null,
    attempt: number('try') ?? 1,
    accountId: text('account') ?? 'main',
    clientAddress: text('from') ?? null,
    cause: words.includes('unknown') ? 'unknown-charger' : ((text('cause') ?? 'routine') as CallFact['cause']),
    ...(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Partial<CallFact>),
  };
}

function windowOf(told: string | undefined): CallFact['window'] | undefined {
  if (told === undefined) return undefined;
  const [from, to] = told.split('..').map((hours) => noonMs - Number(hours) * 3_600_000);
  return { fromAtMs: from ?? 0, toAtMs: to ?? 0 };
}

function detail(words: readonly string[], name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}
