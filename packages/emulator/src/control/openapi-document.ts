// The control API as OpenAPI 3.1, made from its table.
import { controlRoutes } from './control-routes.ts';

export function openApiDocument(): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { method, path, summary, body } of controlRoutes) {
    const item = paths[path] ?? {};
    paths[path] = item;
    if (path.includes('{id}')) {
      item['parameters'] = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
    }
    item[method.toLowerCase()] = {
      summary,
      ...(body === null ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
      responses: { '2XX': { description: 'Done' }, '4XX': { description: 'Refused, with a sentence that says why' } },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Control of the emulated cloud', version: '1' },
    servers: [{ url: '/_emulator' }],
    paths,
  };
}
