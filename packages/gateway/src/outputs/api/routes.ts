// The native API, `/v1`: everything is answered from what the house holds; only commands reach the cloud.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { accountsOf, findCharger, type House } from '../../house/house.ts';
import { identityOf, requireScope } from '../doors/authenticate.ts';
import { problem, sendProblem } from '../problem.ts';
import { pageOfItems } from './paging.ts';
import {
  accountSchema,
  chargerDetailSchema,
  chargerSchema,
  fairUseSchema,
  installationSchema,
  pageOf,
  pageQuery,
  problemSchema,
  streamSchema,
} from './schemas.ts';

const badCursor = problem(400, 'bad-cursor', 'This is no `next` of ours. Begin again without `after`.');

export function addReadRoutes(plain: FastifyInstance, house: House): void {
  const server = plain.withTypeProvider<ZodTypeProvider>();
  const onRequest = requireScope(house, 'read');
  const answers = <T extends z.ZodType>(schema: T) => ({ 200: schema, '4xx': problemSchema, '5xx': problemSchema });

  server.get(
    '/v1/accounts',
    {
      onRequest,
      schema: { summary: 'What the cloud side of each account looks like', response: answers(pageOf(accountSchema)) },
    },
    async (request) => ({
      items: accountsOf(house, identityOf(request)).map((account) => account.accountView()),
      next: null,
    }),
  );

  server.get(
    '/v1/chargers',
    {
      onRequest,
      schema: {
        summary: 'Every charger, as it is held',
        querystring: pageQuery.extend({ installationId: z.string().max(64).optional() }),
        response: answers(pageOf(chargerSchema)),
      },
    },
    async (request, reply) => {
      const installationId = request.query.installationId?.toLowerCase();
      const rows = accountsOf(house, identityOf(request)).flatMap((account) =>
        account
          .chargers()
          .filter((charger) => installationId === undefined || charger.installationId === installationId)
          .map((charger) => ({ accountId: account.id, id: charger.id, view: () => account.chargerView(charger) })),
      );
      const page = pageOfItems(rows, request.query);
      return page ? { items: page.items.map(({ view }) => view()), next: page.next } : sendProblem(reply, badCursor);
    },
  );

  server.get(
    '/v1/chargers/:id',
    {
      onRequest,
      schema: {
        summary: 'One charger by id or serial, with its raw observations',
        params: z.object({ id: z.string().max(64) }),
        response: answers(chargerDetailSchema),
      },
    },
    async (request, reply) => {
      const identity = identityOf(request);
      const found = findCharger(house, identity, request.params.id);
      return found
        ? found.account.chargerDetail(found.charger, identity.scopes.has('personal'))
        : sendProblem(reply, unknownCharger);
    },
  );

  server.get(
    '/v1/installations',
    {
      onRequest,
      schema: { summary: 'Every installation', querystring: pageQuery, response: answers(pageOf(installationSchema)) },
    },
    async (request, reply) => {
      const views = accountsOf(house, identityOf(request)).flatMap((account) => account.installationViews());
      const page = pageOfItems(views, request.query);
      return page ? { items: [...page.items], next: page.next } : sendProblem(reply, badCursor);
    },
  );

  server.get(
    '/v1/fair-use',
    {
      onRequest,
      schema: {
        summary: 'Budget, usage and verdict per clause, for each account',
        response: answers(pageOf(fairUseSchema)),
      },
    },
    async (request) => ({
      items: accountsOf(house, identityOf(request)).map((account) => account.fairUseView()),
      next: null,
    }),
  );

  server.get(
    '/v1/streams',
    {
      onRequest,
      schema: { summary: 'Health of the service bus, for each account', response: answers(pageOf(streamSchema)) },
    },
    async (request) => ({
      items: accountsOf(house, identityOf(request)).map((account) => account.streamView()),
      next: null,
    }),
  );
}

export const unknownCharger = problem(
  404,
  'unknown-charger',
  'No charger of this id or serial is known to this key. GET /v1/chargers lists those that are; a new one appears within the hour.',
);
