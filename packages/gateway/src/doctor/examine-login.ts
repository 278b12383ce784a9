// Whether the cloud lets the account in, and where it does not: whose it is.
import type { CallFact } from '@fairlead/policy';
import { explainAnswer, SdkError } from '@fairlead/sdk';
import { GatewayError } from '../gateway-error.ts';
import type { Examined } from './examined.ts';
import { type Finding, ok, problem, warning, whom } from './finding.ts';
import { sentence, toldIn, troubleOf, whomOf, wordsOf } from './trouble.ts';

const unfollowed = 'Nothing new is learnt, and no command can be sent; what was stored is served with its age.';

export function examineLogin(examined: Examined): readonly Finding[] {
  const { state, trouble } = examined.account.loginState();
  const barred = examineBar(examined);
  if (barred) return [barred];
  // The house itself took the account out of service.
  if (examined.unlisted instanceof GatewayError) return [unlisted(examined.unlisted)];
  switch (state) {
    case 'refused':
      return [
        explained(trouble?.includes(wordsOf('another-login').happened) ? 'another-login' : 'login-refused', trouble),
      ];
    case 'unreachable':
      return [problem('cloud-unreachable', { why: unfollowed, ...unreachable(examined, trouble ?? '') })];
    case 'not-yet':
      return [trouble === null ? unlisted(examined.unlisted) : explained('credentials-unreadable', trouble)];
    case 'ok':
      if (examined.unlisted !== null) return [unlisted(examined.unlisted)];
      return [
        ok('login-ok', 'The cloud accepts the login.'),
        ...(trouble === null ? [] : [warning('login-trouble', { ...toldIn(trouble), ask: whom.support })]),
      ];
  }
}

/** The sentence in which the login stands is made of the words that `explain` has for this code; whose it is they say too. */
function explained(
  code: 'login-refused' | 'another-login' | 'credentials-unreadable',
  trouble: string | null,
): Finding {
  const { happened, remedy, fault } = wordsOf(code);
  const told = trouble === null ? { what: sentence(happened), remedy: `${remedy}.` } : toldIn(trouble);
  return problem(code, { ...told, why: unfollowed, ask: whomOf(fault) });
}

/** No login was refused, and there is no list: it says why, or nobody answered yet. */
function unlisted(error: unknown): Finding {
  if (error === null || (error instanceof SdkError && error.code === 'cancelled'))
    return problem('lists-awaited', {
      what: 'The cloud has not told its first lists yet.',
      why: unfollowed,
      remedy: 'Ask again in a minute; if it goes on, look at the way from this machine to the cloud.',
      ask: whom.network,
    });
  const { code, ...advice } = troubleOf(error);
  return problem(code, { ...advice, why: unfollowed });
}

/** Every role may read lists and everybody may log in: where the cloud says no to that, the account as a whole is shut out. */
function examineBar({ unlisted, calls, account }: Examined): Finding | null {
  const login = lastOf(calls, 'token');
  const isShutOut =
    (unlisted instanceof SdkError && unlisted.status === 403) ||
    (account.loginState().state === 'unreachable' && login?.status === 403) ||
    (account.loginState().state === 'ok' && lastOf(calls, 'list')?.status === 403);
  if (!isShutOut) return null;
  return problem('account-shut-out', {
    what: 'The cloud refuses this account what every role may do (status 403): it, or this address, looks suspended.',
    why: `The Fair Use policy suspends accounts that break it. ${unfollowed}`,
    remedy: 'Stop every other program that uses the account, and look for a message of Zaptec.',
    ask: whom.support,
  });
}

/** How far a call came, by the codes of Node that our sentences name in parentheses. */
const stops = [
  {
    codes: /\((ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)\)/,
    what: (host: string) => `the name ${host} is not known`,
    remedy: 'Look whether this machine is online, and whether FAIRLEAD_BASE_URL is right.',
  },
  {
    codes: /\((ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_\w+|ECONNRESET|ETIMEDOUT)\)/,
    what: (host: string) => `no connection to ${host} is to be had`,
    remedy: 'Look at firewall and proxy, and whether FAIRLEAD_BASE_URL is right.',
  },
  {
    codes: /\((ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)\)/,
    what: (host: string) => `what answers as ${host} does not speak TLS`,
    remedy: 'Look at the port in FAIRLEAD_BASE_URL, and whether it should say http, which is for this machine alone.',
  },
  {
    codes: /\((CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+|HOSTNAME_MISMATCH)\)/,
    what: (host: string) => `what answers as ${host} shows a certificate that is not trusted`,
    remedy: 'Look at the proxy in between and at the clock of this machine, and whether FAIRLEAD_BASE_URL is right.',
  },
] as const;

/** In the order of where a call fails: the name, the way, the certificate, what answers. */
function unreachable({ baseUrl, calls }: Examined, trouble: string) {
  const { host } = new URL(baseUrl);
  for (const { codes, what, remedy } of stops) {
    const code = codes.exec(trouble)?.[1];
    if (code !== undefined)
      return { what: `The cloud cannot be reached: ${what(host)} (${code}).`, remedy, ask: whom.network };
  }
  // The last word of the cloud, whatever it was asked: a login of this morning says nothing of now.
  const last = calls.at(-1);
  const status = last?.status ?? null;
  if (last === undefined || status === null)
    return {
      what: toldIn(trouble).what,
      remedy: `Look whether this machine is online and ${host} is reachable.`,
      ask: whom.network,
    };
  const atLogin = last.class === 'token';
  // A token endpoint that is not there, or gives no token: what answers is not the cloud.
  const isStranger = atLogin && (status < 400 || status === 404);
  const { happened, remedy, fault } = explainAnswer({ status: isStranger ? 0 : status, atLogin, call: 'read' });
  return { what: `${sentence(happened).slice(0, -1)} (status ${status}).`, remedy: `${remedy}.`, ask: whomOf(fault) };
}

function lastOf(calls: readonly CallFact[], kind: CallFact['class']): CallFact | undefined {
  return calls.findLast((call) => call.class === kind && call.answeredAtMs !== null);
}
