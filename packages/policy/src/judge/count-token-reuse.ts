// token-reuse, counted: logins of an account within one token's life, beyond one for each 401 seen in it.
import { tokenReuse } from '../clauses/token-reuse.ts';
import type { CallFact } from '../fact.ts';
import { answerAtMs, toldMs } from './answer.ts';
import { type Counting, ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

/** `expires_in` as published (zaptec-api.md §2.1); a login within it of one whose life was not told cannot be judged. */
const usualLifeMs = 86_399_000;

interface TokenLife {
  grantedAtMs: number;
  endsAtMs: number;
  /** True when the answer did not tell how long the token lives. */
  assumed: boolean;
  /** Whether a call was answered 401 since the token came. */
  unauthorised: boolean;
}

export const countTokenReuse: Counting<TokenLife> = {
  clause: tokenReuse,
  per: 'account',
  classes: 'all',
  alone: false,
  open: () => ({
    grantedAtMs: Number.NEGATIVE_INFINITY,
    endsAtMs: Number.NEGATIVE_INFINITY,
    assumed: false,
    unauthorised: false,
  }),
  call(life, fact, tally) {
    if (fact.class === 'token') lookAtLogin(life, fact, tally);
    else if (fact.status === 401) life.unauthorised = true;
  },
};

function lookAtLogin(life: TokenLife, login: CallFact, tally: Tally): void {
  const granted = login.status !== null && login.status >= 200 && login.status < 300;
  if (login.accountId === null) {
    if (granted) tally.miss('the account that a login was for');
    return;
  }
  tally.look(login);
  if (login.sentAtMs < life.endsAtMs) judgeEarly(life, login, tally);
  else noteDistance(life, login, tally);
  if (!granted) return;
  life.grantedAtMs = login.sentAtMs;
  const lifeMs = toldMs(login.tokenLifeMs);
  life.endsAtMs = answerAtMs(login) + (lifeMs ?? usualLifeMs);
  life.assumed = lifeMs === null;
  life.unauthorised = false;
}

function judgeEarly(life: TokenLife, login: CallFact, tally: Tally): void {
  // A try that brings no token leaves the 401 open; the token that comes settles it.
  if (life.unauthorised) return;
  if (life.assumed) {
    tally.miss('how long a token lives (`tokenLifeMs` of the login)');
  } else {
    const earlyMs = life.endsAtMs - login.sentAtMs;
    tally.breach(ofAccount(login), {
      fact: login,
      atMs: login.sentAtMs,
      excess: earlyMs,
      what: `sent ${earlyMs} ms before the token held had ended, and no call had been answered 401`,
    });
  }
}

function noteDistance(life: TokenLife, login: CallFact, tally: Tally): void {
  const sinceMs = login.sentAtMs - life.grantedAtMs;
  const lifeMs = life.endsAtMs - life.grantedAtMs;
  if (Number.isFinite(sinceMs)) tally.atLeast(login, sinceMs, lifeMs, 'ms');
}
