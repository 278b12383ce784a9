// `POST /oauth/token` of the drop-in API: local apps only. Whatever looks like a login at the cloud is refused unread.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { tokenLifeMs } from '../../apps/app-tokens.ts';
import type { House } from '../../house/house.ts';
import { formField } from './login-form.ts';

/** A name of 64 and a key of 47 characters with their field names are well under this. */
const maxFormBytes = 4_096;
const forLocalAppsOnly = 'Use the name and key of a local app; never enter a Zaptec password here.';

export async function addTokenRoute(server: FastifyInstance, house: House): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: maxFormBytes },
      async (_: unknown, body: Buffer) => body,
    );
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: maxFormBytes },
      async (_: unknown, body: Buffer) => {
        body.fill(0);
        return null;
      },
    );
    scope.post('/oauth/token', { schema: { hide: true } }, async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const form = Buffer.isBuffer(request.body) ? request.body : null;
      try {
        return form === null
          ? refused(
              reply,
              'invalid_request',
              'Send grant_type, username and password as application/x-www-form-urlencoded.',
            )
          : login(house, form, request.ip, reply);
      } finally {
        form?.fill(0);
      }
    });
  });
}

function login(house: House, form: Buffer, address: string, reply: FastifyReply): FastifyReply {
  const grant = formField(form, 'grant_type');
  if (grant !== 'password')
    return refused(
      reply,
      grant === undefined ? 'invalid_request' : 'unsupported_grant_type',
      'The grant_type here is "password".',
    );
  const name = formField(form, 'username') ?? '';
  if (name.includes('@') || !house.apps.knows(name)) return failed(house, reply, address, forLocalAppsOnly);
  const identity = house.apps.login(name, formField(form, 'password') ?? '');
  if (!identity) return failed(house, reply, address, `This is not the key of ${name}. ${forLocalAppsOnly}`);
  if (identity.accountId !== null)
    house.events.publish('app', identity.accountId, {
      accountId: identity.accountId,
      name: identity.app,
      event: 'login',
    });
  return reply.send({
    access_token: house.tokens.issue(identity),
    token_type: 'Bearer',
    expires_in: tokenLifeMs / 1_000,
    scope: 'openid',
  });
}

/** The cloud's own words for a refused login; too many of them get its 429. */
function failed(house: House, reply: FastifyReply, address: string, description: string): FastifyReply {
  const waitMs = house.failures.failed(address);
  if (waitMs === 0) return refused(reply, 'invalid_grant', description);
  return reply
    .code(429)
    .header('retry-after', Math.ceil(waitMs / 1_000))
    .send();
}

function refused(reply: FastifyReply, error: string, description: string): FastifyReply {
  return reply.code(400).send({ error, error_description: description });
}
