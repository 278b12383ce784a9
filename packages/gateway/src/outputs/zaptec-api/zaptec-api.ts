// The drop-in API: the cloud's own paths and shapes, answered from the mirror. Only commands reach the cloud, governed.
// No response schemas here: they would drop fields that we do not know.
import { checkCommand, cloudInteger, commandState, type EndpointId, matchEndpoint } from '@fairlead/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accountsOf, type Found, findCharger, type House } from '../../house/house.ts';
import { identityOf, requireScope } from '../doors/authenticate.ts';
import { problem, sendProblem } from '../problem.ts';
import { answerCommand } from './command-answer.ts';
import { listed } from './list-query.ts';
import { notOffered, undocumented } from './refusals.ts';
import { chargerRow, visible } from './rows.ts';
import { type StateTexts, stateTexts } from './state-text.ts';
import { addTokenRoute } from './token-route.ts';

interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly params: Readonly<Record<string, string>>;
  readonly texts: StateTexts;
}
type Handler = (house: House, call: Call) => unknown;

/** What is offered of the endpoint table; the rest is answered with 501. */
const handlers: Partial<Record<EndpointId, Handler>> = {
  chargers,
  charger,
  'charger-state': state,
  'charger-command': command,
  installations,
  installation,
};

export async function addZaptecApi(server: FastifyInstance, house: House): Promise<void> {
  await addTokenRoute(server, house);
  const texts = stateTexts();
  await server.register(async (scope) => {
    // Bodies are not read: the offered calls have none that matters.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async () => undefined);
    scope.all('/api/*', { onRequest: requireScope(house, 'read'), schema: { hide: true } }, async (request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '';
      const matched = matchEndpoint(request.method, path);
      if (!matched) return sendProblem(reply, undocumented(path));
      const { endpoint, params } = matched;
      const handler = handlers[endpoint.id];
      return handler
        ? handler(house, { request, reply, params, texts })
        : sendProblem(reply, notOffered(`${endpoint.method} ${endpoint.path}`));
    });
  });
}

function chargers(house: House, { request, reply }: Call): unknown {
  const { accounts, personal, query } = askedBy(house, request);
  const held = accounts.flatMap(({ account }) =>
    account.mirror.chargers().map((row) => ({ row, mirror: account.mirror })),
  );
  tellAge(
    house,
    reply,
    held.map(({ row }) => row.readAtMs),
    'poll',
  );
  return listed(
    held.map(({ row, mirror }) => chargerRow(row, mirror, personal)),
    query,
  );
}

function installations(house: House, { request, reply }: Call): unknown {
  const { accounts, personal, query } = askedBy(house, request);
  const held = accounts.flatMap(({ account }) => account.mirror.installations());
  tellAge(
    house,
    reply,
    held.map(({ readAtMs }) => readAtMs),
    'poll',
  );
  return listed(
    held.map(({ row }) => visible(row, personal)),
    query,
  );
}

function installation(house: House, { request, reply, params }: Call): unknown {
  const { accounts, personal } = askedBy(house, request);
  const record = accounts
    .flatMap(({ account }) => account.mirror.installations())
    .find(({ id }) => id === params['id']?.toLowerCase());
  if (!record) return reply.code(404).send();
  tellAge(house, reply, [record.readAtMs], 'poll');
  return visible(record.row, personal);
}

function charger(house: House, { request, reply, params }: Call): unknown {
  const found = foundBy(house, request, params);
  if (!found) return reply.code(404).send();
  tellFreshness(house, reply, found);
  return chargerRow(found.charger, found.account.account.mirror, identityOf(request).scopes.has('personal'));
}

function state(house: House, { request, reply, params, texts }: Call): unknown {
  const found = foundBy(house, request, params);
  if (!found) return reply.code(404).send({ errorCode: 512, message: 'Charger not found.' });
  tellFreshness(house, reply, found);
  const personal = identityOf(request).scopes.has('personal');
  return reply
    .type('application/json; charset=utf-8')
    .send(texts(found.charger.id, found.account.account.mirror, personal));
}

async function command(house: House, { request, reply, params }: Call): Promise<unknown> {
  const { app, scopes } = identityOf(request);
  if (!scopes.has('command'))
    return sendProblem(
      reply,
      problem(403, 'scope-missing', `The key of ${app} has no scope "command". Make a key that has it.`),
    );
  const id = cloudInteger(params['commandId']) ?? -1;
  const check = checkCommand(
    id,
    commandState(() => undefined),
  );
  if (check.kind === 'refuse' && check.code === 'not-public') return sendProblem(reply, undocumented(request.url));
  if (id !== 506 && id !== 507) return sendProblem(reply, notOffered(`Command ${id}`));
  const found = foundBy(house, request, params);
  if (!found) return reply.code(404).send({ errorCode: 512, message: 'Charger not found.' });
  const wish = {
    chargerId: found.charger.id,
    command: id === 506 ? 'pause' : 'resume',
    app,
    idempotencyKey: null,
  } as const;
  return answerCommand(reply, await found.account.commands.request(wish));
}

function askedBy(house: House, request: FastifyRequest) {
  const identity = identityOf(request);
  const query = new URLSearchParams(request.url.split('?').slice(1).join('?'));
  return { accounts: accountsOf(house, identity), personal: identity.scopes.has('personal'), query };
}

function foundBy(house: House, request: FastifyRequest, params: Readonly<Record<string, string>>): Found | undefined {
  return findCharger(house, identityOf(request), params['id'] ?? '');
}

/** How old what is told is, and where it came from: the oldest part counts. */
function tellAge(house: House, reply: FastifyReply, readAtMs: readonly number[], source: 'stream' | 'poll'): void {
  if (readAtMs.length === 0) return;
  const oldestMs = readAtMs.reduce((one, other) => Math.min(one, other));
  reply.header('age', Math.max(0, Math.floor((house.clock.nowMs() - oldestMs) / 1_000)));
  reply.header('x-fairlead-source', source);
}

function tellFreshness(house: House, reply: FastifyReply, { account, charger: row }: Found): void {
  const { freshness, lastReadAtMs, lastVia } = account.standing(row);
  tellAge(house, reply, [lastReadAtMs ?? row.readAtMs], lastVia ?? 'poll');
  reply.header('x-fairlead-freshness', freshness);
}
