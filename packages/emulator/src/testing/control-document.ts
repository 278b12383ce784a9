// The control API's own document as a client reads it, and whether an answer is one that stands there.
import type { Emulator } from '../contract.ts';
import { misfits } from './fits-schema.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly method: string;
  readonly path: string;
  /** Schema of its body; null where it takes none. */
  readonly body: Fields | null;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: Fields }>> }>>;
}

export interface ControlDocument {
  readonly root: Fields;
  readonly operations: readonly Operation[];
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

export async function controlDocument({ controlUrl, fetch }: Emulator): Promise<ControlDocument> {
  const root = (await (await fetch(`${controlUrl}/openapi.json`)).json()) as Fields;
  const paths = root['paths'] as Readonly<Record<string, Readonly<Record<string, Fields>>>>;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): Operation[] => {
      const told = item[method];
      if (told === undefined) return [];
      const content = (told['requestBody'] as { content: Record<string, { schema: Fields }> } | undefined)?.content;
      const body = content?.['application/json']?.schema ?? null;
      return [{ method: method.toUpperCase(), path, body, responses: told['responses'] as Operation['responses'] }];
    }),
  );
  return { root, operations };
}

/** What is wrong with this answer; undefined when the document has it, status, type and shape. */
export function undescribed(
  { root }: ControlDocument,
  responses: Operation['responses'],
  answer: { readonly status: number; readonly contentType: string | null; readonly body: string },
): string | undefined {
  const described = responses[answer.status];
  if (described === undefined) return `status ${answer.status}: ${answer.body.slice(0, 200)}`;
  if (described.content === undefined) return answer.body === '' ? undefined : `${answer.status} with a body`;
  const type = (answer.contentType ?? '').split(';')[0] ?? '';
  const schema = described.content[type]?.schema;
  if (schema === undefined) return `${answer.status} as ${type}`;
  const value: unknown = type === 'application/jsonl' ? answer.body : JSON.parse(answer.body);
  const wrong = misfits(value, schema, root);
  return wrong.length === 0 ? undefined : `${answer.status}: ${wrong.slice(0, 5).join('; ')}`;
}
