// The authorization endpoint of the announced OAuth clients: checks what a client asks for, lets a person log in and agree,
// and sends the browser back with a code (RFC 6749 §4.1, RFC 7636 with S256 alone, RFC 9207).
// Invariant: an unknown client or an unsafe address is told to the person and never redirected to.
import type { CloudAnswer } from '../http/cloud-request.ts';
import { oauthClient } from '../oauth/clients.ts';
import { authorizationPath } from '../oauth/discovery.ts';
import { repeatsParameter, scopesOf } from '../oauth/oauth-server.ts';
import { ownText } from '../own-text.ts';
import { html, page, refusalPage, sendBack } from './html-page.ts';
import { loginForm } from './login-form.ts';
import type { PageParts, PageVisit } from './page-parts.ts';
import type { AuthorizationAsked } from './page-payload.ts';
import { returnAddress, withQuery } from './return-address.ts';

/** They are kept for ten minutes, so they have a bound. */
const maxStateLength = 2_000;

export function openAuthorization({ fields, browser }: PageVisit, parts: PageParts): CloudAnswer {
  const client = oauthClient(fields.get('client_id'));
  if (!client) return refusalPage(400, 'Unknown program', 'The client_id of the link is none that this cloud knows.');
  const redirectUri = fields.get('redirect_uri') ?? '';
  const returnUrl = returnAddress(redirectUri);
  if (!returnUrl) {
    return refusalPage(400, 'Cannot return', 'The redirect_uri of the link is neither https nor on this machine.');
  }
  const state = fields.get('state');
  const refuse = (error: string, description: string) => backWithError({ returnUrl, state }, error, description, parts);
  if (repeatsParameter(fields)) return refuse('invalid_request', 'A parameter is there more than once.');
  if (fields.get('response_type') !== 'code') return refuse('unsupported_response_type', 'Only code is supported.');
  const scopes = scopesOf(fields.get('scope'));
  if (!scopes) return refuse('invalid_scope', 'A scope of the request is not known.');
  const codeChallenge = fields.get('code_challenge') ?? '';
  if (fields.get('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(codeChallenge)) {
    return refuse('invalid_request', 'A code_challenge with the method S256 is required.');
  }
  const nonce = fields.get('nonce');
  if ((state?.length ?? 0) > maxStateLength || (nonce?.length ?? 0) > maxStateLength) {
    return refuse('invalid_request', `state and nonce have at most ${maxStateLength} characters.`);
  }
  const own = (text: string) => ownText(text, maxStateLength);
  const asked: AuthorizationAsked = {
    ...{ client, returnUrl, scopes, redirectUri: own(redirectUri), codeChallenge: own(codeChallenge) },
    ...{ state: state === null ? null : own(state), nonce: nonce === null ? null : own(nonce) },
  };
  return authorizationPage(asked, { fields, browser }, parts, false);
}

export function decideAuthorization(asked: AuthorizationAsked, visit: PageVisit, parts: PageParts): CloudAnswer {
  const { fields } = visit;
  if (fields.get('decision') !== 'allow') return backWithError(asked, 'access_denied', 'The person declined.', parts);
  const account = parts.accounts.login(fields.get('username') ?? '', fields.get('password') ?? '');
  if (!account) return authorizationPage(asked, visit, parts, true);
  const { client, redirectUri, scopes, codeChallenge, nonce } = asked;
  const code = parts.oauth.codes.issue({
    clientId: client.clientId,
    redirectUri,
    sub: account.sub,
    scopes,
    codeChallenge,
    nonce,
  });
  return back(asked, [['code', code]], parts);
}

function authorizationPage(
  asked: AuthorizationAsked,
  { browser }: PageVisit,
  { tickets }: PageParts,
  again: boolean,
): CloudAnswer {
  const ticket = tickets.give({ kind: 'authorization', asked }, browser);
  const wants = asked.scopes.map((scope) => html`<li>${meaningOf(scope)}</li>`);
  return page({
    title: 'Log in',
    status: again ? 401 : 200,
    leadsTo: asked.returnUrl,
    cookie: browser.cookie,
    content: html`<h1>${asked.client.title} wants to use your account</h1>
${wants.length > 0 ? html`<ul>${wants}</ul>` : html``}
<p class="quiet">You will return to ${asked.returnUrl.host}.</p>
${loginForm({ action: authorizationPath, ticket, goOn: 'Log in and allow', again })}`,
  });
}

function meaningOf(scope: string): string {
  switch (scope) {
    case 'openid':
      return 'know who you are';
    case 'offline_access':
      return 'stay logged in while you are away';
    case 'read':
      return 'see your installations and chargers';
    case 'write':
      return 'control your chargers';
    default:
      return scope;
  }
}

function backWithError(
  asked: Pick<AuthorizationAsked, 'returnUrl' | 'state'>,
  error: string,
  description: string,
  parts: PageParts,
): CloudAnswer {
  return back(
    asked,
    [
      ['error', error],
      ['error_description', description],
    ],
    parts,
  );
}

function back(
  { returnUrl, state }: Pick<AuthorizationAsked, 'returnUrl' | 'state'>,
  told: readonly (readonly [string, string])[],
  { oauth }: PageParts,
): CloudAnswer {
  const stateBack = state === null ? [] : [['state', state] as const];
  return sendBack(withQuery(returnUrl, [...told, ...stateBack, ['iss', oauth.issuer()]]));
}
