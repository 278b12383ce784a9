// One call to the gateway that runs on this machine, with the admin key of its folder. Never to the cloud: the address is
// loopback's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from './clock.ts';

/** A gateway on the same machine answers in milliseconds. */
const answerWithinMs = 5_000;

export interface LocalCall {
  readonly port: number;
  readonly dataDir: string;
  readonly method: 'GET' | 'POST';
  readonly path: '/v1/open-codes' | '/v1/doctor';
}

export type LocalAnswer =
  /** `why` the key cannot be had, for the middle of a sentence: nothing was sent. */
  | { readonly kind: 'no-key'; readonly keyFile: string; readonly why: string }
  | { readonly kind: 'nobody'; readonly address: string }
  | {
      readonly kind: 'answered';
      readonly address: string;
      readonly keyFile: string;
      readonly status: number;
      /** Parsed JSON; undefined where it was none: then this is no gateway. */
      readonly body: unknown;
    };

/** Never rejects. */
export async function askGateway({ port, dataDir, method, path }: LocalCall): Promise<LocalAnswer> {
  const keyFile = join(dataDir, 'admin-key');
  let key: string;
  try {
    key = readFileSync(keyFile, 'utf8').trim();
  } catch (cause) {
    return { kind: 'no-key', keyFile, why: whyUnread(cause) };
  }
  const address = `http://127.0.0.1:${port}`;
  try {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      redirect: 'manual',
      signal: systemClock.timeLimit(answerWithinMs),
    });
    const text = await answer.text();
    return { kind: 'answered', address, keyFile, status: answer.status, body: jsonIn(text) };
  } catch {
    return { kind: 'nobody', address };
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not our JSON: the caller says that this is no gateway.
  }
}

function whyUnread(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code})`;
}
