// What a browser or an OpenID client asks for: the consent page, the login page of the announced clients, discovery and
// keys. In the real cloud these are other hosts, or no calls of the API: they stand in no journal and spend no limit.

import { json } from '../http/answers.ts';
import type { CloudAnswer, CloudRequest } from '../http/cloud-request.ts';
import { authorizationPath, discovery, discoveryPath, keySetPath } from '../oauth/discovery.ts';
import type { Switches } from '../switches/switches.ts';
import { decideAuthorization, openAuthorization } from './authorization-page.ts';
import { chooseInstallations, consentPath, logInToConsent, openConsentPage } from './consent-page.ts';
import { refusalPage } from './html-page.ts';
import type { PageParts, PageVisit } from './page-parts.ts';
import { browserOf } from './page-tickets.ts';

/** Forms of these pages have three short fields and at most 200 ticks. */
const maxFormBytes = 65_536;

export interface Portal {
  /** Undefined for what is no business of the portal. */
  answer(request: CloudRequest): CloudAnswer | undefined;
}

export function createPortal(parts: PageParts & { readonly switches: Switches }): Portal {
  const futureOauth = () => parts.switches.get('future-oauth');
  return {
    answer(request) {
      const { method, target } = request;
      const end = target.indexOf('?');
      const path = end < 0 ? target : target.slice(0, end);
      if (method === 'GET' && path === discoveryPath) return discovery(parts.oauth.issuer(), futureOauth());
      if (method === 'GET' && path === keySetPath) return json(200, parts.oauth.key.keySet());
      const authorizes = path === authorizationPath && futureOauth() === 'on';
      if (!authorizes && !path.startsWith(consentPath)) return undefined;
      if (method === 'POST') return formAnswer(request, parts);
      if (method !== 'GET') return undefined;
      const visit: PageVisit = { browser: browserOf(request), fields: new URLSearchParams(target.split('?', 2)[1]) };
      return authorizes
        ? openAuthorization(visit, parts)
        : openConsentPage(path.slice(consentPath.length), visit, parts);
    },
  };
}

function formAnswer(request: CloudRequest, parts: PageParts): CloudAnswer {
  if (request.body.byteLength > maxFormBytes)
    return refusalPage(413, 'Too much', 'The form is larger than any of ours.');
  const browser = browserOf(request);
  const fields = new URLSearchParams(new TextDecoder().decode(request.body));
  const payload = parts.tickets.take(fields.get('ticket') ?? '', browser);
  const visit: PageVisit = { browser, fields };
  switch (payload?.kind) {
    case 'consent-login':
      return logInToConsent(payload.asked, visit, parts);
    case 'consent-choice': {
      const account = parts.accounts.bySub(payload.sub);
      return account ? chooseInstallations(payload.asked, account, visit, parts) : tooOld();
    }
    case 'authorization':
      return decideAuthorization(payload.asked, visit, parts);
    case undefined:
      return tooOld();
  }
}

function tooOld(): CloudAnswer {
  return refusalPage(
    403,
    'Start again',
    'This form was used before, is older than ten minutes or came from elsewhere. Open the link again.',
  );
}
