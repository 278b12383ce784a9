// Every error of the native API: RFC 9457 bodies with a stable code and a sentence that says what to do.
import type { FastifyReply } from 'fastify';
import type { Problem } from '../contract.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not that way',
  408: 'Too slow',
  409: 'Not now',
  413: 'Too large',
  415: 'Another format, please',
  421: 'Not this house',
  422: 'The request contradicts an earlier one',
  429: 'Too many requests',
  431: 'Too large',
  500: 'Something broke',
  501: 'Not offered yet',
  503: 'Not available now',
};

export interface ProblemFacts {
  readonly clause?: string;
  readonly retryAfterMs?: number;
}

export function problem(status: number, code: string, detail: string, facts: ProblemFacts = {}): Problem {
  return { type: `urn:fairlead:problem:${code}`, title: titles[status] ?? 'Failed', status, detail, code, ...facts };
}

export function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  if (body.retryAfterMs !== undefined) reply.header('retry-after', Math.max(1, Math.ceil(body.retryAfterMs / 1_000)));
  if (body.status === 401) reply.header('www-authenticate', 'Bearer realm="fairlead"');
  return reply.code(body.status).type('application/problem+json').serializer(JSON.stringify).send(body);
}
