// The key that signs tokens: RS256, made anew at each start, its public half shown as a JSON Web Key Set so that whoever
// wants to can verify a token by itself (zaptec-api.md §2.1, §2.5).
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

export interface SigningKey {
  /** A compact JWT with these claims. */
  signed(type: 'at+jwt' | 'JWT', claims: object): string;
  keySet(): { readonly keys: readonly object[] };
}

export function createSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 16);
  return {
    signed(type, claims) {
      const text = `${encoded({ alg: 'RS256', typ: type, kid })}.${encoded(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
    },
    keySet: () => ({ keys: [{ ...jwk, kid, use: 'sig', alg: 'RS256' }] }),
  };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
