// The control API as OpenAPI 3.1, made from its table.
// Invariant: every status that a call of a documented path and method can get stands here.
import type { ControlRoute } from './control-route.ts';
import { controlRoutes } from './control-routes.ts';

const problems: Readonly<Record<number, string>> = {
  400: 'The body does not fit, or it cannot be done; nothing has changed',
  401: 'The key is missing or wrong, where there is one',
  403: 'Not for web pages, nor without a key from beyond this machine',
  404: 'There is no such thing in this world',
  409: 'Not as things stand',
  413: 'The body is too large',
  421: 'Under a name that is not of this machine',
};

/** Statuses that a call of this route can get beside its success. */
function refusalsOf({ path, body, answer, method }: ControlRoute): readonly number[] {
  const always = [401, 403, 413, 421];
  const looksFor = path.includes('{id}') || path === '/subscriptions' ? [404] : [];
  const isDeed = answer === null || method === 'PATCH';
  return [...always, ...looksFor, ...(body === null && !isDeed ? [] : [400]), ...(isDeed ? [409] : [])].sort();
}

export function openApiDocument(): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of controlRoutes) {
    const { method, path, summary, body } = route;
    const item = paths[path] ?? {};
    paths[path] = item;
    if (path.includes('{id}')) {
      const schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };
      item['parameters'] = [{ name: 'id', in: 'path', required: true, schema }];
    }
    item[method.toLowerCase()] = {
      summary,
      ...(body === null ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
      responses: {
        ...successOf(route),
        ...Object.fromEntries(refusalsOf(route).map((status) => [status, refusal(problems[status] ?? '')])),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Control of the emulated cloud',
      version: '1',
      description: 'A path that is not here is answered 404, a method that a path has not 405 with Allow.',
    },
    servers: [{ url: '/_emulator' }],
    paths,
    components: {
      schemas: {
        Problem: {
          type: 'object',
          properties: { status: { type: 'integer' }, detail: { type: 'string' }, code: { type: 'string' } },
          required: ['status', 'detail'],
          additionalProperties: false,
        },
      },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
    security: [{}, { key: [] }],
  };
}

function successOf({ answer }: ControlRoute): object {
  if (answer === null) return { 204: { description: 'Done' } };
  const content =
    answer === 'json-lines'
      ? { 'application/jsonl': { schema: { type: 'string' } } }
      : { 'application/json': { schema: answer } };
  return { 200: { description: 'Done', content } };
}

function refusal(description: string): object {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}
