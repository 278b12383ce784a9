// `GET /v1/events`: snapshot, deltas, resume by Last-Event-ID.
import type { FastifyInstance } from 'fastify';
import { accountsOf, type House, snapshotOf } from '../../house/house.ts';
import { admit, identityOf, requireScope } from '../doors/authenticate.ts';
import { problem, sendProblem } from '../problem.ts';
import { feedReader } from './event-stream.ts';

/** Readers at once: each may hold half a megabyte. */
const maxReaders = 256;

export interface EventRoutes {
  /** How many read now. */
  readers(): number;
}

export function addEventRoutes(server: FastifyInstance, house: House): EventRoutes {
  const open = new Set<{ end(): void }>();
  server.get(
    '/v1/events',
    {
      onRequest: requireScope(house, 'read'),
      // A HEAD would be fed for ever.
      exposeHeadRoute: false,
      schema: { summary: 'Everything that changes, as server-sent events', produces: ['text/event-stream'] },
    },
    async (request, reply) => {
      if (open.size >= maxReaders)
        return sendProblem(
          reply,
          problem(
            503,
            'too-many-readers',
            `${maxReaders} programs read the events already. Close one that is not needed.`,
            { retryAfterMs: 10_000 },
          ),
        );
      const identity = identityOf(request);
      const lastEventId = request.headers['last-event-id'];
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value);
      open.add(reply.raw);
      await feedReader(house.events, house.clock, {
        response: reply.raw,
        accountId: identity.accountId,
        lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
        stillIn: () => admit(house, request).kind === 'in',
        snapshot: () => JSON.stringify(snapshotOf(accountsOf(house, identity))),
      });
      open.delete(reply.raw);
      return undefined;
    },
  );
  server.addHook('preClose', async () => {
    for (const response of open) response.end();
  });
  return { readers: () => open.size };
}
