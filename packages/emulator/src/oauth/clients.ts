// The OAuth clients of the announced future (zaptec-api.md §2.5, §2.6): one public, one confidential, fixed and public like
// the demo accounts. How clients will be registered is not known, so nothing is: any loopback or https address may be
// returned to.
import type { AccountName } from '../fleets/accounts.ts';

export interface OauthClient {
  readonly clientId: string;
  /** Null for a public client: it proves itself by PKCE alone. */
  readonly clientSecret: string | null;
  /** What the consent page calls it. */
  readonly title: string;
  /** Whose account it stands for by itself (client credentials); null where it needs a person. */
  readonly actsFor: AccountName | null;
}

export const oauthClients = {
  app: { clientId: 'fairlead-demo-app', clientSecret: null, title: 'Fairlead demo app', actsFor: null },
  server: {
    clientId: 'fairlead-demo-server',
    clientSecret: 'demo-server-secret',
    title: 'Fairlead demo server',
    actsFor: 'owner',
  },
} as const satisfies Readonly<Record<string, OauthClient>>;

export function oauthClient(clientId: string | null): OauthClient | undefined {
  return Object.values<OauthClient>(oauthClients).find((client) => client.clientId === clientId);
}

/** The client that a token request proves to be: by header or by form (RFC 6749 §2.3.1), undefined when it proves nothing. */
export function provenClient(form: URLSearchParams, authorization: string | undefined): OauthClient | undefined {
  const basic = basicCredentials(authorization);
  const client = oauthClient(basic?.name ?? form.get('client_id'));
  const secret = basic?.secret ?? form.get('client_secret');
  return client && client.clientSecret === secret ? client : undefined;
}

/** Name and secret are form-encoded before they are joined. */
function basicCredentials(
  authorization: string | undefined,
): { readonly name: string; readonly secret: string } | null {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return { name: formDecoded(text.slice(0, Math.max(0, colon))), secret: formDecoded(text.slice(colon + 1)) };
}

function formDecoded(text: string): string {
  return new URLSearchParams(`t=${text.replaceAll('&', '%26')}`).get('t') ?? '';
}
