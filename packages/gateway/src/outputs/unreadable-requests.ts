// Requests that reach no route: an address that cannot be decoded, a head that HTTP itself cannot read.
// Invariant: the house rules come first where a request is known, and nothing of the request is echoed.
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../contract.ts';
import { type DoorAddresses, turnAway } from './doors/house-rules.ts';
import { problem, sendProblem } from './problem.ts';

const badAddress = problem(
  400,
  'bad-address',
  'The address cannot be read. Percent-encode it as UTF-8; ids and serials have at most 200 characters.',
);

/** For Fastify's `frameworkErrors`: its hooks have not run. */
export function answerBadAddress(addresses: DoorAddresses) {
  return (_: Error, request: FastifyRequest, reply: FastifyReply): void => {
    if (!turnAway(request, reply, addresses)) sendProblem(reply, badAddress);
  };
}

/** RFC 9110 and RFC 6585, for the statuses below. */
const reasonPhrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** For Fastify's `clientErrorHandler`: there is no request, only a socket. */
export function answerUnreadableHead(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const body = problemOf(error.code);
  const text = JSON.stringify(body);
  if (socket.writable)
    socket.write(
      [
        `HTTP/1.1 ${body.status} ${reasonPhrases[body.status]}`,
        'Content-Type: application/problem+json',
        `Content-Length: ${Buffer.byteLength(text)}`,
        'X-Content-Type-Options: nosniff',
        'Connection: close',
        '',
        text,
      ].join('\r\n'),
    );
  socket.destroy(error);
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem(408, 'request-timeout', 'The request did not arrive in time. Send it again.');
    case 'HPE_HEADER_OVERFLOW':
      return problem(431, 'headers-too-large', 'The headers are larger than 16 kB. Send fewer or shorter ones.');
    default:
      return problem(400, 'bad-request', 'This is no HTTP/1.1 request that can be read. Plain HTTP is spoken here.');
  }
}
