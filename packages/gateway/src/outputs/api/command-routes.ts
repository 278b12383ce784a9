// Pause and resume: the one governed way from a local app to a charger.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Requested } from '../../commands/command-desk.ts';
import type { CommandView } from '../../contract.ts';
import { accountsOf, findCharger, type House } from '../../house/house.ts';
import { identityOf, requireScope } from '../doors/authenticate.ts';
import { problem, sendProblem } from '../problem.ts';
import { unknownCharger } from './routes.ts';
import { commandSchema, problemSchema } from './schemas.ts';

export function addCommandRoutes(plain: FastifyInstance, house: House): void {
  const server = plain.withTypeProvider<ZodTypeProvider>();

  for (const command of ['pause', 'resume'] as const)
    server.post(
      `/v1/chargers/:id/${command}`,
      {
        onRequest: requireScope(house, 'command'),
        schema: {
          summary: `${command === 'pause' ? 'Pause' : 'Resume'} charging; the answer tells where to follow it`,
          params: z.object({ id: z.string().max(64) }),
          headers: z.object({
            'idempotency-key': z
              .string()
              .min(1)
              .max(200)
              .optional()
              .describe('The same key within a day is the same command.'),
          }),
          response: { 202: commandSchema, '4xx': problemSchema, '5xx': problemSchema },
        },
      },
      async (request, reply) => {
        const identity = identityOf(request);
        const found = findCharger(house, identity, request.params.id);
        if (!found) return sendProblem(reply, unknownCharger);
        const requested = await found.account.commands.request({
          chargerId: found.charger.id,
          command,
          app: identity.app,
          idempotencyKey: request.headers['idempotency-key'] ?? null,
        });
        return answer(reply, requested);
      },
    );

  server.get(
    '/v1/commands/:id',
    {
      onRequest: requireScope(house, 'read'),
      schema: {
        summary: 'What became of a command',
        params: z.object({ id: z.string().max(64) }),
        response: { 200: commandSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request, reply) => {
      for (const account of accountsOf(house, identityOf(request))) {
        const command = await account.commands.find(request.params.id);
        if (command) return command;
      }
      return sendProblem(
        reply,
        problem(
          404,
          'unknown-command',
          'No command of this id is known to this key. The answer to pause or resume tells the id.',
        ),
      );
    },
  );
}

function answer(reply: FastifyReply, requested: Requested): CommandView | FastifyReply {
  switch (requested.kind) {
    case 'taken':
      reply.code(202).header('location', `/v1/commands/${requested.command.id}`);
      return requested.command;
    case 'refused':
      reply.header('location', `/v1/commands/${requested.command.id}`);
      return sendProblem(reply, problem(409, 'command-refused', requested.reason, { clause: 'command-precondition' }));
    case 'busy':
      return sendProblem(
        reply,
        problem(409, 'command-under-way', requested.reason, { retryAfterMs: requested.retryAfterMs }),
      );
    case 'key-reused':
      return sendProblem(reply, problem(422, 'idempotency-key-reused', requested.reason));
  }
}
