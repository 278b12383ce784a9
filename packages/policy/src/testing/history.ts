// Hand-written histories as one reads them: a line a fact, `seconds  what  [status]  [details]`.
//   0      list                      GET /api/chargers, page 0 of 100 rows, answered 200 after 20 ms
//   0.5    detail c1 429 after=1     refused, Retry-After 1 s
//   3600   stream opened
//   1      state c1 503 ms=200       answered 503 after 200 ms
// Details: `ms=` time to the answer, `after=` Retry-After (s), `life=` token life (s), `page=`, `size=`, `name`, `inst`,
// `installations` (the other list), `unknown` (cause), `try=` and `of=` (attempt, retryOf), `id=`, `account=`, `from=` (client address), `x=` (repeat).
import type { CallFact, Fact } from '../fact.ts';
import { call, listCall, loginCall, stateCall, stream } from './call.ts';

/** 2026-11-22T12:00:00Z */
export const noonMs = 1_795_348_800_000;

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
  if (what === 'stream') return [stream(words[0] as 'opened', atMs, words[1])];
  const times = Number(detail(words, 'x') ?? 1);
  return Array.from({ length: times }, () => callAt(what, words, atMs));
}

function callAt(what: string, words: readonly string[], sentAtMs: number): CallFact {
  const given = detailsOf(words, sentAtMs);
  switch (what) {
    case 'login':
      return loginCall(given.status === 200 ? given : { ...given, tokenLifeMs: null });
    case 'list':
      return listCall(given);
    case 'state':
      return stateCall({ ...given, resource: subjectOf(words) });
    case 'detail':
      return call({ ...given, resource: subjectOf(words) });
    case 'details-of-stream':
      return call({ ...given, class: 'stream-details', path: '/api/userGroups/{id}/messagingConnectionDetails' });
    case 'command':
      return call({
        ...given,
        class: 'command',
        method: 'POST',
        path: '/api/chargers/{id}/sendCommand/{commandId}',
        resource: subjectOf(words),
      });
    case 'settings':
      return call({ ...given, class: 'undocumented', path: '/api/chargers/{id}/settings' });
    default:
      throw new Error(`Failed to read a history: "${what}" is no call. Use one that testing/history.ts knows.`);
  }
}

function detailsOf(words: readonly string[], sentAtMs: number): Partial<CallFact> & { readonly sentAtMs: number } {
  const number = (name: string) => {
    const told = detail(words, name);
    return told === undefined ? undefined : Number(told);
  };
  const status = words.find((word) => /^\d{3}$/.test(word));
  const id = detail(words, 'id');
  const after = number('after');
  const life = number('life');
  const page = number('page');
  const size = number('size');
  return {
    sentAtMs,
    answeredAtMs: sentAtMs + (number('ms') ?? 20),
    status: words.includes('silent') ? null : Number(status ?? 200),
    retryOf: detail(words, 'of') ?? null,
    attempt: number('try') ?? 1,
    accountId: detail(words, 'account') ?? 'main',
    clientAddress: detail(words, 'from') ?? null,
    cause: words.includes('unknown') ? 'unknown-charger' : 'routine',
    ...(id === undefined ? {} : { id }),
    ...(after === undefined ? {} : { retryAfterMs: after * 1000 }),
    ...(life === undefined ? {} : { tokenLifeMs: life * 1000 }),
    ...(page === undefined ? {} : { page }),
    ...(size === undefined ? {} : { pageSize: size }),
    ...(words.includes('name') ? { narrowing: 'name' as const } : {}),
    ...(words.includes('inst') ? { narrowing: 'installation' as const } : {}),
    ...(words.includes('installations') ? { path: '/api/installation' } : {}),
  };
}

function detail(words: readonly string[], name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

const subjectOf = (words: readonly string[]) => words.find((word) => /^c\d+$/.test(word)) ?? 'c1';
