// What a client may be answered, by status (zaptec-api.md §8.1, §8.2 and the proxy's own pages). Anything else is a mistake.

type Shape = 'empty' | 'json' | 'code' | 'error-code' | 'oauth' | 'page';

const shapes: Readonly<Record<number, readonly Shape[]>> = {
  200: ['empty', 'json'],
  201: ['empty'],
  204: ['empty'],
  400: ['empty', 'oauth', 'error-code', 'code', 'page'],
  401: ['empty'],
  403: ['empty'],
  404: ['empty', 'error-code'],
  405: ['empty', 'page'],
  408: ['page'],
  411: ['page'],
  413: ['page'],
  414: ['page'],
  429: ['empty', 'page'],
  431: ['page'],
  // Code 527 or 528 with a body; an empty 500 is the weather's, and without weather a mistake of ours.
  500: ['code'],
  503: ['page'],
};

/** Undefined when the answer is a documented one; else what is wrong with it. */
export function undocumented(answer: {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}): string | undefined {
  const allowed = shapes[answer.status];
  if (!allowed) return `status ${answer.status}`;
  const shape = shapeOf(answer.body);
  if (!allowed.includes(shape)) return `${answer.status} with the shape ${shape}: ${answer.body.slice(0, 200)}`;
  const type = answer.contentType ?? '';
  if (shape === 'page') return type.startsWith('text/html') ? undefined : `a page as ${type}`;
  if (shape === 'empty') return type === '' ? undefined : `nothing, as ${type}`;
  return type.startsWith('application/json') ? undefined : `JSON as ${type}`;
}

function shapeOf(body: string): Shape {
  if (body === '') return 'empty';
  if (body.startsWith('<html>')) return 'page';
  const told = JSON.parse(body) as Record<string, unknown> | null;
  if (typeof told?.['error'] === 'string' && typeof told['error_description'] === 'string') return 'oauth';
  if (typeof told?.['errorCode'] === 'number' && typeof told['message'] === 'string') return 'error-code';
  return told !== null && 'Code' in told && 'StackTrace' in told ? 'code' : 'json';
}
