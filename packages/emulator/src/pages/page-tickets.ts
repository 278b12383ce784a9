// Forms of the pages: each holds a ticket that is good once, for ten minutes, in the browser that was given it. What the
// ticket stands for stays here, so a form cannot be changed on its way nor be sent by another site (CSRF).
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../contract.ts';
import type { CloudRequest } from '../http/cloud-request.ts';

const ticketLifeMs = 600_000;

/**
 * 1,000 × ~1 kB = 1 MB for fair links; at the very worst 1,000 × four texts of 2,000 characters, each of two bytes = 16 MB. The
 * oldest is forgotten first.
 */
const maxTickets = 1_000;

const cookieName = 'fairlead-emulator-page';

/** A browser that asked for a page. */
export interface Browser {
  readonly secret: string;
  /** `Set-Cookie` that makes it known again. */
  readonly cookie: string;
}

export interface PageTickets<Payload> {
  give(payload: Payload, browser: Browser): string;
  /** Undefined for a ticket that is unknown, too old, used, or another browser's. */
  take(ticket: string, browser: Browser): Payload | undefined;
}

export function createPageTickets<Payload>(clock: Clock): PageTickets<Payload> {
  const held = new Map<string, { readonly payload: Payload; readonly browser: string; readonly endsAtMs: number }>();
  return {
    give(payload, { secret }) {
      const ticket = randomBytes(24).toString('base64url');
      held.set(hash(ticket), { payload, browser: hash(secret), endsAtMs: clock.nowMs() + ticketLifeMs });
      if (held.size > maxTickets) held.delete(held.keys().next().value as string);
      return ticket;
    },
    take(ticket, { secret }) {
      const found = held.get(hash(ticket));
      if (found?.browser !== hash(secret)) return undefined;
      held.delete(hash(ticket));
      return found.endsAtMs > clock.nowMs() ? found.payload : undefined;
    },
  };
}

/** The browser of a request; one that was not seen before gets a secret. */
export function browserOf(request: CloudRequest): Browser {
  const [, known] =
    new RegExp(`(?:^|; )${cookieName}=([A-Za-z0-9_-]{32})(?:;|$)`).exec(request.headers['cookie'] ?? '') ?? [];
  const secret = known ?? randomBytes(24).toString('base64url');
  return { secret, cookie: `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict` };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
