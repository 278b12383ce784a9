// Who asks: a bearer key, a bearer token of the drop-in login, or a page's cookie. Nothing else, nowhere else.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { adminIdentity, type Identity, pageIdentity, type Scope } from '../../apps/identity.ts';
import type { Problem } from '../../contract.ts';
import type { House } from '../../house/house.ts';
import { problem, sendProblem } from '../problem.ts';
import { isSafe } from './house-rules.ts';

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity | null;
  }
}

export const sessionCookie = 'fairlead_session';
/** A page proves with this header that it is our script that asks: no other origin may send it. Any value. */
export const csrfHeader = 'x-fairlead-csrf';

export type Admission =
  | { readonly kind: 'in'; readonly identity: Identity; readonly by: 'bearer' | 'cookie' }
  | { readonly kind: 'out' };

export function admit(house: House, request: FastifyRequest): Admission {
  const bearer = /^Bearer +(\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    const identity = ofBearer(house, bearer);
    return identity ? { kind: 'in', identity, by: 'bearer' } : { kind: 'out' };
  }
  const session = request.cookies[sessionCookie];
  return session !== undefined && house.sessions.holds(session)
    ? { kind: 'in', identity: pageIdentity, by: 'cookie' }
    : { kind: 'out' };
}

function ofBearer(house: House, bearer: string): Identity | undefined {
  if (house.isAdminKey(bearer)) return adminIdentity;
  const app = house.apps.byKey(bearer);
  if (app) return app;
  const told = house.tokens.find(bearer);
  // A token lives no longer than its app.
  return told && house.apps.byName(told.app);
}

/** An `onRequest` hook that lets only those in who have this scope. */
export function requireScope(house: House, scope: Scope) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const admission = admit(house, request);
    if (admission.kind === 'out') return sendProblem(reply, strangerProblem(house, request));
    if (admission.by === 'cookie' && !isSafe(request.method) && request.headers[csrfHeader] === undefined)
      return sendProblem(
        reply,
        problem(403, 'csrf-header-missing', `A page that changes something sends the header ${csrfHeader}. Add it.`),
      );
    if (!admission.identity.scopes.has(scope))
      return sendProblem(
        reply,
        problem(
          403,
          'scope-missing',
          `The key of ${admission.identity.app} has no scope "${scope}". Make a key that has it.`,
        ),
      );
    request.identity = admission.identity;
    return undefined;
  };
}

export function strangerProblem(house: House, request: FastifyRequest): Problem {
  const carries = request.headers.authorization !== undefined || request.cookies[sessionCookie] !== undefined;
  const waitMs = carries ? house.failures.failed(request.ip) : 0;
  if (waitMs > 0)
    return problem(
      429,
      'too-many-failures',
      'Too many wrong keys from this address. Correct the key; a valid one is let in at once.',
      { retryAfterMs: waitMs },
    );
  return problem(
    401,
    'not-authenticated',
    carries
      ? 'This key, token or session is not known here, or has ended. Use the key of a local app as "Authorization: Bearer", or run "fairlead open".'
      : 'Send the key of a local app as "Authorization: Bearer", or open the page with "fairlead open".',
  );
}

/** The identity that `requireScope` has put there. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === null) throw new Error(`The route ${request.routeOptions.url} has no scope.`);
  return request.identity;
}
