// What is turned away before anybody is asked who they are: foreign names (DNS rebinding), foreign pages (CSRF), keys in addresses.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../contract.ts';
import { problem, sendProblem } from '../problem.ts';

export interface DoorAddresses {
  /** Host header values that are ours, lower case, with port. */
  hosts(): ReadonlySet<string>;
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const secretParameters: ReadonlySet<string> = new Set([
  'key',
  'api_key',
  'apikey',
  'access_token',
  'token',
  'password',
  'code',
  'authorization',
]);
const secretValue = /(^|[^a-z])fl[kts]_/i;

/** The CSP of everything that we serve: our own scripts and styles, nothing inline, nobody else's. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function addHouseRules(server: FastifyInstance, addresses: DoorAddresses): void {
  server.addHook('onRequest', async (request, reply) => turnAway(request, reply, addresses));
}

/** Sets the headers of every answer; answers and returns the reply when a rule says no. */
export function turnAway(
  request: FastifyRequest,
  reply: FastifyReply,
  addresses: DoorAddresses,
): FastifyReply | undefined {
  reply.headers({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  const refusal = hostRefusal(request, addresses) ?? keyInQueryRefusal(request) ?? originRefusal(request, addresses);
  return refusal && sendProblem(reply, refusal);
}

function hostRefusal(request: FastifyRequest, addresses: DoorAddresses): Problem | undefined {
  if (addresses.hosts().has((request.headers.host ?? '').toLowerCase())) return undefined;
  return problem(
    421,
    'foreign-host',
    'This name is not one of ours. Use the address that the start-up printed, or add the name with --public-hosts.',
  );
}

function originRefusal(request: FastifyRequest, addresses: DoorAddresses): Problem | undefined {
  const origin = request.headers.origin;
  if (safeMethods.has(request.method) || origin === undefined) return undefined;
  const host = origin.toLowerCase().replace(/^https?:\/\//, '');
  if (host !== origin.toLowerCase() && addresses.hosts().has(host)) return undefined;
  return problem(
    403,
    'foreign-origin',
    'Another page sent this. Only our own pages and programs without an Origin may change anything.',
  );
}

function keyInQueryRefusal(request: FastifyRequest): Problem | undefined {
  const query = request.url.split('?').slice(1).join('?');
  if (query === '') return undefined;
  for (const [name, value] of new URLSearchParams(query))
    if (secretParameters.has(name.toLowerCase()) || secretValue.test(value))
      return problem(
        400,
        'key-in-query',
        'Addresses end up in logs and histories, so a key in one is refused. Send it as "Authorization: Bearer" and, if it was a real one, replace it.',
        { clause: 'secrets-confidential' },
      );
  return undefined;
}

export function isSafe(method: string): boolean {
  return safeMethods.has(method);
}
