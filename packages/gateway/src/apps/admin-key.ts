// The key of whoever may read the data directory.
import { readOrMake } from '../store/data-dir.ts';
import { hashOf, keyPrefix, newCredential, sameHash } from './credentials.ts';

/**
 * Made once, then read; compared by hash in constant time.
 * @throws GatewayError `data-dir-unusable`
 */
export function openAdminKey(file: string): (key: string) => boolean {
  const own = hashOf(readOrMake(file, () => newCredential(keyPrefix)));
  return (key) => sameHash(hashOf(key), own);
}
