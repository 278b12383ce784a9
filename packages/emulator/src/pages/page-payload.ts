// What a form of the portal stands for while its ticket is out.

import type { UserGroup } from '../fleets/accounts.ts';
import type { OauthClient } from '../oauth/clients.ts';

export interface ConsentAsked {
  readonly group: UserGroup;
  /** Text of the link: shown, never believed. */
  readonly partnerName: string;
  readonly installationId: string | null;
  readonly installationType: number;
  readonly returnUrl: URL;
  /** Whether sites that the group sees already are shown too. */
  readonly showExisting: boolean;
}

export interface AuthorizationAsked {
  readonly client: OauthClient;
  /** As the client wrote it: the token request must repeat it letter by letter. */
  readonly redirectUri: string;
  readonly returnUrl: URL;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly codeChallenge: string;
  readonly nonce: string | null;
}

export type PagePayload =
  | { readonly kind: 'consent-login'; readonly asked: ConsentAsked }
  | { readonly kind: 'consent-choice'; readonly asked: ConsentAsked; readonly sub: string }
  | { readonly kind: 'authorization'; readonly asked: AuthorizationAsked };
