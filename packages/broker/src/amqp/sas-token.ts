// Shared-access signatures: `SharedAccessSignature sr=…&sig=…&se=…&skn=…`, HMAC-SHA256 over `sr` as it is still
// URL-encoded, a line feed and `se`. Source: Azure's description of SAS; checked against @azure/service-bus 7.9.5.
import { createHmac } from 'node:crypto';
import { sameKey } from '../topic-keys.ts';

export interface SasToken {
  /** Still URL-encoded, as it was signed. */
  readonly encodedResource: string;
  readonly signature: string;
  readonly expiresAtMs: number;
  readonly keyName: string;
  readonly signed: string;
}

/** A token is about 300 bytes. */
const longestToken = 4096;

/** @returns null when it is no such token */
export function parseSasToken(text: string): SasToken | null {
  const [, query] = /^SharedAccessSignature (.+)$/.exec(text.slice(0, longestToken)) ?? [];
  if (query === undefined || text.length > longestToken) return null;
  const fields = new Map<string, string>();
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    if (at > 0) fields.set(part.slice(0, at), part.slice(at + 1));
  }
  const [sr, sig, se, skn] = ['sr', 'sig', 'se', 'skn'].map((name) => fields.get(name));
  if (!sr || !sig || !skn || se === undefined || !/^\d{1,12}$/.test(se)) return null;
  const [signature, keyName] = [decoded(sig), decoded(skn)];
  if (signature === null || keyName === null) return null;
  return { encodedResource: sr, signature, expiresAtMs: Number(se) * 1000, keyName, signed: `${sr}\n${se}` };
}

/** Whether this key made the signature. */
export function signedWith(token: SasToken, key: string): boolean {
  return sameKey(createHmac('sha256', key).update(token.signed).digest('base64'), token.signature);
}

/** Whether the signed resource is the audience or a path above it; scheme and case do not count. */
export function covers(token: SasToken, audience: string): boolean {
  const resource = decoded(token.encodedResource);
  if (resource === null) return false;
  const [outer, inner] = [comparable(resource), comparable(audience)];
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** The entity path of an audience such as `sb://host:port/topic/Subscriptions/sub`. */
export function pathOfAudience(audience: string): string {
  const rest = audience.replace(/^[a-z]+:\/\//i, '');
  const at = rest.indexOf('/');
  return at < 0 ? '' : rest.slice(at + 1).replace(/\/+$/, '');
}

const comparable = (url: string): string =>
  url
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase();

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replace(/\+/g, '%2B'));
  } catch {
    return null;
  }
}
