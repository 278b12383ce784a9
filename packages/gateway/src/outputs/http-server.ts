// The one HTTP server of the house: rules first, then the native API, the events, the drop-in API, the page.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import {
  errorCodes,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { GatewayError, reasonOf } from '../gateway-error.ts';
import type { House } from '../house/house.ts';
import { addCommandRoutes } from './api/command-routes.ts';
import { addDoctorRoute } from './api/doctor-route.ts';
import { addDoorRoutes } from './api/door-routes.ts';
import { addReadRoutes } from './api/routes.ts';
import { addHouseRules } from './doors/house-rules.ts';
import { addEventRoutes } from './events/event-routes.ts';
import { addHealthRoutes } from './metrics/health-routes.ts';
import type { Metrics } from './metrics/metrics.ts';
import { problem, sendProblem } from './problem.ts';
import { answerBadAddress, answerUnreadableHead } from './unreadable-requests.ts';
import { addZaptecApi } from './zaptec-api/zaptec-api.ts';

/** The largest body that any route takes is a login of a few hundred bytes. */
const maxBodyBytes = 64 * 1024;

/** Asked by whoever started the process: it lives, and says itself that it is not ready. */
const ofLife: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

export interface HttpServerOptions {
  readonly metrics: Metrics;
  readonly factsDropped: () => number;
  /** Host header values that are ours; asked per request, since the port may be known only after listening. */
  readonly hosts: () => ReadonlySet<string>;
  /** Resolves when what was stored is held: who asks before waits, so that nobody is told of an empty house. */
  readonly served: Promise<void>;
  readonly openUrl: (code: string) => string;
  readonly pageOpened: () => void;
  /** The dashboard's built files; null serves none. */
  readonly dashboardDir: string | null;
}

export async function httpServer(house: House, options: HttpServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    forceCloseConnections: true,
    frameworkErrors: answerBadAddress(options),
    clientErrorHandler: answerUnreadableHead,
    // The cloud does not care about the case of a path, so the drop-in paths do not either.
    routerOptions: { maxParamLength: 200, caseSensitive: false },
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.decorateRequest('identity', null);
  server.setErrorHandler((error: FastifyError, request, reply) => onError(house, error, request, reply));
  addHouseRules(server, options);
  server.addHook('onRequest', async ({ routeOptions }) => {
    if (!ofLife.has(routeOptions.url ?? '')) await options.served;
  });
  server.addHook('onResponse', async (request, reply) => {
    options.metrics.answered(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
  });
  await server.register(fastifyCookie);
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fairlead gateway',
        description: 'Local API of one well-behaved connection to the Zaptec cloud.',
        version: '1',
      },
      components: { securitySchemes: { appKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ appKey: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await server.register(async (scope) => {
    takeEmptyBodies(scope);
    addReadRoutes(scope, house);
    addCommandRoutes(scope, house);
    addDoctorRoute(scope, house);
    addDoorRoutes(scope, house, options);
    const { readers } = addEventRoutes(scope, house);
    addHealthRoutes(scope, house, { ...options, readers });
    scope.get('/v1/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  });
  await server.register(async (scope) => addZaptecApi(scope, house));
  await addPage(server, options.dashboardDir);
  await server.ready();
  return server;
}

/** A command has no body; many clients name a content type all the same. */
function takeEmptyBodies(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser('error', 'error');
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null, undefined);
    else parse(request, body, done);
  });
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body: Buffer, done) => {
    if (body.length === 0) done(null, undefined);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
  });
}

async function addPage(server: FastifyInstance, dashboardDir: string | null): Promise<void> {
  const built = dashboardDir !== null && existsSync(join(dashboardDir, 'index.html'));
  if (built) await server.register(fastifyStatic, { root: dashboardDir, wildcard: false, cacheControl: false });
  else
    server.get('/', { schema: { hide: true } }, async (_, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .send('The page is not built here. The API is at /v1, its description at /v1/openapi.json.\n'),
    );
  server.setNotFoundHandler(async (_, reply) =>
    sendProblem(
      reply,
      problem(404, 'unknown-path', 'There is nothing here. The API is at /v1, its description at /v1/openapi.json.'),
    ),
  );
}

function onError(house: House, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const route = request.routeOptions.url ?? 'none';
  if (
    error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    error instanceof SyntaxError
  )
    return sendProblem(
      reply,
      problem(400, 'malformed-json', 'The body is not valid JSON. Send one JSON object, and check quotes and commas.'),
    );
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return sendProblem(
      reply,
      problem(413, 'body-too-large', 'The body is larger than any that this path takes. Send less.'),
    );
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return sendProblem(reply, problem(415, 'unknown-media-type', 'Send JSON with "Content-Type: application/json".'));
  if (error.validation)
    return sendProblem(
      reply,
      problem(
        400,
        'invalid-request',
        `The request does not fit: ${error.message}. GET /v1/openapi.json describes what does.`,
      ),
    );
  const status = error.statusCode ?? 500;
  if (status < 500) return sendProblem(reply, problem(status, 'refused', error.message));
  house.log.error({ route, reason: reasonOf(error) }, 'Failed to answer a request.');
  return error instanceof GatewayError
    ? sendProblem(reply, problem(503, error.code, error.message, { retryAfterMs: 5_000 }))
    : sendProblem(
        reply,
        problem(500, 'internal', 'Something broke in the gateway; its log says what. Trying again may help.'),
      );
}
