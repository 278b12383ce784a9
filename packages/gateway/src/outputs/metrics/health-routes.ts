// Alive, ready, and in numbers: for whoever watches the house from outside. No key needed, nothing personal told.
import type { FastifyInstance } from 'fastify';
import type { House } from '../../house/house.ts';
import type { Metrics } from './metrics.ts';

export interface HealthOptions {
  readonly metrics: Metrics;
  readonly readers: () => number;
  readonly factsDropped: () => number;
}

export function addHealthRoutes(
  server: FastifyInstance,
  house: House,
  { metrics, readers, factsDropped }: HealthOptions,
): void {
  server.get('/healthz', { schema: { summary: 'Alive' } }, async () => ({ status: 'ok' }));

  server.get(
    '/readyz',
    { schema: { summary: 'Ready: every account has chargers to show, or the cloud knows it' } },
    async (_, reply) => {
      const accounts = house.accounts.map(({ id, account }) => {
        const login = account.loginState().state;
        const chargers = account.mirror.chargers().length;
        return { accountId: id, ready: chargers > 0, login, chargers };
      });
      const ready = accounts.every((account) => account.ready);
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', accounts });
    },
  );

  server.get(
    '/metrics',
    { schema: { summary: 'Figures for Prometheus', produces: ['text/plain'] } },
    async (_, reply) =>
      reply.type(metrics.contentType).send(await metrics.text(house.accounts, readers(), factsDropped())),
  );
}
