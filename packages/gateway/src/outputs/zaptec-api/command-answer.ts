// The cloud's answers to a command, given by the house: 200 and nothing, or 500 with code 528 and the reason.
import type { FastifyReply } from 'fastify';
import type { Requested } from '../../commands/command-desk.ts';
import { problem, sendProblem } from '../problem.ts';

/** DeviceCommandRejected: the code in the body, not the status, says so. */
const refusedCode = 528;

export async function answerCommand(reply: FastifyReply, requested: Requested): Promise<FastifyReply> {
  if (requested.kind !== 'taken') return refused(reply, requested.reason);
  const { outcome, reason } = await requested.answered;
  switch (outcome) {
    case 'accepted':
      return reply.code(200).send();
    case 'refused':
      return refused(reply, reason);
    case 'unknown':
      return sendProblem(
        reply,
        problem(504, 'outcome-unknown', `${reason ?? 'No answer came'}. Look at the charger before sending it again.`),
      );
    case 'not-sent':
      return sendProblem(
        reply,
        problem(503, 'not-sent', reason ?? 'Nothing was sent. Try again.', { retryAfterMs: 5_000 }),
      );
  }
}

function refused(reply: FastifyReply, details: string | null): FastifyReply {
  return reply.code(500).send({ Code: refusedCode, Details: details, StackTrace: null });
}
