// Getting in and giving others a key: page sessions, one-time codes, local apps.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { scopes } from '../../apps/identity.ts';
import { sessionLifeMs } from '../../apps/page-sessions.ts';
import type { House } from '../../house/house.ts';
import type { StoredApp } from '../../store/store.ts';
import { isoOf } from '../../views/instant.ts';
import { identityOf, requireScope, sessionCookie } from '../doors/authenticate.ts';
import { problem, sendProblem } from '../problem.ts';
import { pageOf, problemSchema } from './schemas.ts';

const appSchema = z
  .object({ accountId: z.string(), name: z.string(), scopes: z.array(z.string()), createdAt: z.string() })
  .meta({ id: 'App' });
const appWish = z.object({
  name: z.string().max(64),
  accountId: z.string().max(32).optional().describe('Default: the only account.'),
  scopes: z.array(z.enum(scopes)).min(1).default(['read']),
});

export interface DoorRouteOptions {
  readonly openUrl: (code: string) => string;
  readonly pageOpened: () => void;
}

export function addDoorRoutes(plain: FastifyInstance, house: House, { openUrl, pageOpened }: DoorRouteOptions): void {
  const server = plain.withTypeProvider<ZodTypeProvider>();
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict' as const };
  const errors = { '4xx': problemSchema, '5xx': problemSchema };

  server.post(
    '/v1/session',
    {
      schema: {
        summary: 'Exchange a one-time code for the cookie of a page',
        body: z.object({ code: z.string().min(1).max(100) }),
        response: { 204: z.null(), ...errors },
      },
    },
    async (request, reply) => {
      const session = await house.sessions.exchange(request.body.code);
      if (session === undefined) {
        const waitMs = house.failures.failed(request.ip);
        return sendProblem(
          reply,
          waitMs > 0
            ? problem(
                429,
                'too-many-failures',
                'Too many wrong codes from this address. Wait, then run "fairlead open" for a new one.',
                { retryAfterMs: waitMs },
              )
            : problem(
                401,
                'code-spent',
                'This code was used already, is older than five minutes, or never was one. Run "fairlead open" for a new one.',
              ),
        );
      }
      pageOpened();
      return reply
        .setCookie(sessionCookie, session, { ...cookie, maxAge: Math.floor(sessionLifeMs / 1_000) })
        .code(204)
        .send(null);
    },
  );

  server.delete(
    '/v1/session',
    {
      onRequest: requireScope(house, 'read'),
      schema: { summary: 'End the session of this page', response: { 204: z.null(), ...errors } },
    },
    async (request, reply) => {
      const session = request.cookies[sessionCookie];
      if (session !== undefined) await house.sessions.end(session);
      return reply.clearCookie(sessionCookie, cookie).code(204).send(null);
    },
  );

  const admin = requireScope(house, 'admin');

  server.post(
    '/v1/open-codes',
    {
      onRequest: admin,
      schema: {
        summary: 'A new one-time code that opens the page',
        response: { 200: z.object({ code: z.string(), url: z.string() }), ...errors },
      },
    },
    async (request) => {
      const code = house.sessions.newCode();
      const actor = identityOf(request).app;
      await house.store.audit({
        accountId: '',
        atMs: house.clock.nowMs(),
        actor,
        act: 'open-code-made',
        subject: 'page',
      });
      return { code, url: openUrl(code) };
    },
  );

  server.get(
    '/v1/apps',
    { onRequest: admin, schema: { summary: 'The local apps', response: { 200: pageOf(appSchema), ...errors } } },
    async () => ({ items: house.apps.list().map(appView), next: null }),
  );

  server.post(
    '/v1/apps',
    {
      onRequest: admin,
      schema: {
        summary: 'A new local app; its key is told here and never again',
        body: appWish,
        response: { 201: appSchema.extend({ key: z.string() }), ...errors },
      },
    },
    async (request, reply) => {
      const {
        name,
        scopes: wished,
        accountId = house.accounts.length === 1 ? house.accounts[0]?.id : undefined,
      } = request.body;
      if (!house.accounts.some(({ id }) => id === accountId) || accountId === undefined)
        return sendProblem(
          reply,
          problem(
            400,
            'unknown-account',
            `Name one of the accounts: ${house.accounts.map(({ id }) => id).join(', ')}.`,
          ),
        );
      const made = await house.apps.create({ name, accountId, scopes: wished, actor: identityOf(request).app });
      if (made.kind === 'refused')
        return sendProblem(reply, problem(made.code === 'app-name-invalid' ? 400 : 409, made.code, made.reason));
      house.events.publish('app', accountId, { accountId, name, event: 'created' });
      reply.code(201);
      return { ...appView(made.app), key: made.key };
    },
  );

  server.delete(
    '/v1/apps/:name',
    {
      onRequest: admin,
      schema: {
        summary: 'Revoke a local app; its key and tokens end at once',
        params: z.object({ name: z.string().max(64) }),
        response: { 204: z.null(), ...errors },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const accountId = house.apps.byName(name)?.accountId ?? '';
      if (!(await house.apps.revoke(name, identityOf(request).app)))
        return sendProblem(
          reply,
          problem(404, 'unknown-app', 'There is no app of this name. GET /v1/apps lists them.'),
        );
      house.events.publish('app', accountId, { accountId, name, event: 'revoked' });
      return reply.code(204).send(null);
    },
  );

  server.get('/v1/session', { onRequest: requireScope(house, 'read'), schema: { hide: true } }, async (request) => {
    const { app, scopes: held } = identityOf(request);
    return { app, scopes: [...held] };
  });
}

function appView({ accountId, name, scopes: held, createdAtMs }: StoredApp) {
  return { accountId, name, scopes: [...held], createdAt: isoOf(createdAtMs) };
}
