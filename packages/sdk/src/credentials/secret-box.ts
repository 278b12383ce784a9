// AES-256-GCM for small secrets at rest. The record's name is bound to the text, so that a sealed value cannot be moved to
// another record. The key comes from a file of its own (`secret-file.ts`).

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { failure } from '../explain/failure.ts';
import { mustFit } from '../must-fit.ts';
import { fullText } from '../value-check.ts';
import { readOrMakeSecret } from './secret-file.ts';

const ivBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/** Whether this file is there, can be read and holds no key, as a full disk or a bad one leaves it. */
export function holdsNoKey(keyFile: string): boolean {
  try {
    return keyIn(readFileSync(keyFile, 'utf8').trim()) === null;
  } catch {
    return false;
  }
}

function keyIn(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64url');
  return key.length === keyBytes ? key : null;
}

/** Seals and opens small texts, each for one record. */
export interface SecretBox {
  /** What comes back says nothing without the key; the same text seals to different bytes each time. */
  seal(record: string, text: string): Uint8Array;
  /** Null when this was not sealed with this key for this record. */
  open(record: string, sealed: Uint8Array): string | null;
}

/**
 * A box whose key is in this file; made there, with mode 0600, where it is missing.
 *
 * @throws SdkError `invalid-option`; `store-unreadable` when the file cannot be read or made, or holds no key
 */
export function openSecretBox(keyFile: string): SecretBox {
  mustFit('open a secret box', fullText(keyFile, 'keyFile'));
  const text = readOrMakeSecret(keyFile, () => randomBytes(keyBytes).toString('base64url'));
  const key = keyIn(text);
  if (key === null)
    throw failure(`read the secret key ${keyFile}`, 'store-unreadable', {
      happened: 'it is not a key of 32 bytes',
      remedy: 'Delete it; the account then logs in anew',
    });
  return {
    seal(record, text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(record));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
    },
    open(record, sealed) {
      const bytes = Buffer.from(sealed);
      if (bytes.length < ivBytes + tagBytes) return null;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(record))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8');
      } catch {
        // A wrong tag is an answer, not an accident: another key, another record, or a damaged value.
        return null;
      }
    },
  };
}
