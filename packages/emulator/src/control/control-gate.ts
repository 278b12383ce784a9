// Who may call the control API. Invariant: a web page cannot, under whatever name it reaches this machine; and nobody from
// another machine without the key.
import { createHash, timingSafeEqual } from 'node:crypto';
import { isLoopback } from '../bound-address.ts';
import type { CloudAnswer, CloudRequest } from '../http/cloud-request.ts';
import { problem } from './problem.ts';

export interface ControlGate {
  /** The address that the door listens on. */
  readonly boundTo: string;
  /** Asked of every call where there is one. */
  readonly key: string | null;
}

/** Undefined: the call may pass. */
export function refusalAt(
  { boundTo, key }: ControlGate,
  { clientAddress, headers }: Pick<CloudRequest, 'clientAddress' | 'headers'>,
): CloudAnswer | undefined {
  const { host, origin, authorization } = headers;
  if (key === null && !(isLoopback(clientAddress) && isLoopback(boundTo)))
    return problem(
      403,
      'The control API is open to programs of this machine, while the emulator listens on loopback alone; else it has a port of its own (--control-port) and a key.',
    );
  if (host !== undefined && !isOwnName(withoutPort(host), boundTo))
    return problem(421, 'The control API answers under addresses and names of this machine alone.');
  if (origin !== undefined) return problem(403, 'The control API is not for web pages.');
  if (key !== null && !isKey(authorization, key)) {
    const refusal = problem(401, 'The control API asks for its key: Authorization: Bearer <key>.');
    return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': 'Bearer' } };
  }
  return undefined;
}

/**
 * A page of elsewhere reaches this machine under a name that its author registered (DNS rebinding): a name with a dot. An
 * address is no such name, nor is one without a dot, as containers call each other.
 */
function isOwnName(name: string, boundTo: string): boolean {
  if (isLoopback(name)) return true;
  if (isLoopback(boundTo)) return false;
  return isAddress(name) || name.toLowerCase() === boundTo.toLowerCase() || /^[a-z0-9_-]{1,63}$/i.test(name);
}

/** No domain ends in a number, and none has a bracket. */
function isAddress(name: string): boolean {
  return /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i.test(name);
}

function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '');
}

/** Digests are of one length, so that the comparison takes the same time whatever was sent. */
function isKey(authorization: string | undefined, key: string): boolean {
  const sent = /^Bearer ([!-~]{1,512})$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(sent), digest(key));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
