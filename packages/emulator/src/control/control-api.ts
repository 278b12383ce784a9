// The control API below `/_emulator/`: for programs of this machine, or with its key on a port of its own; never journalled
// nor limited. Who may call is control-gate.ts's.
// Invariant: every answer but a success is a problem with a sentence, and whatever is sent, the emulator lives on.
import type { Emulator } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { empty, json, jsonText } from '../http/answers.ts';
import type { CloudAnswer, CloudRequest, RequestHead } from '../http/cloud-request.ts';
import { type ControlGate, refusalAt } from './control-gate.ts';
import type { ControlRoute } from './control-route.ts';
import { controlRoutes } from './control-routes.ts';
import { faultIn, type Told } from './control-schema.ts';
import { openApiDocument } from './openapi-document.ts';
import { problem } from './problem.ts';

export const controlPath = '/_emulator';
const maxBodyBytes = 1_048_576;

/**
 * A snapshot of 50,000 chargers is 172 MB (measured). What is read is held as bytes, as text and parsed: 1.3 GB for that one,
 * of whoever was let in.
 */
const maxSnapshotBytes = 268_435_456;

export function isControl({ target }: Pick<CloudRequest, 'target'>): boolean {
  // Asked of every call of the API as well.
  if (!target.startsWith(controlPath)) return false;
  const path = pathOf(target);
  return path === controlPath || path.startsWith(`${controlPath}/`);
}

/** How much is read of the body of a control call; undefined where the usual bound holds. */
export function controlBodyBytes(head: RequestHead, gate: ControlGate): number | undefined {
  const isSnapshot = head.method === 'PUT' && pathOf(head.target) === `${controlPath}/snapshot`;
  return isSnapshot && refusalAt(gate, head) === undefined ? maxSnapshotBytes : undefined;
}

export async function controlAnswer(
  request: CloudRequest,
  emulator: Emulator,
  gate: ControlGate,
): Promise<CloudAnswer> {
  const refusal = refusalAt(gate, request);
  if (refusal) return refusal;
  if (request.body.byteLength > (controlBodyBytes(request, gate) ?? maxBodyBytes))
    return problem(413, 'The body is larger than 1 MB, or a snapshot than 256 MB.');
  if (!isControl(request)) return problem(404, `The control API is below ${controlPath}. See openapi.json there.`);
  const below = pathOf(request.target).slice(controlPath.length);
  if (request.method === 'GET' && below === '/openapi.json') return json(200, openApiDocument());
  const here = controlRoutes.filter((route) => idIn(route.path, below) !== null);
  const route = here.find(({ method }) => method === request.method);
  if (route) return answerOf(route, idIn(route.path, below) ?? '', request, emulator);
  if (here.length === 0)
    return problem(404, `There is nothing at ${controlPath}${below.slice(0, 80)}. See openapi.json.`);
  const allow = here.map(({ method }) => method).join(', ');
  const refused = problem(405, `This takes ${allow}.`);
  return { ...refused, headers: { ...refused.headers, allow } };
}

async function answerOf(
  route: ControlRoute,
  id: string,
  request: CloudRequest,
  emulator: Emulator,
): Promise<CloudAnswer> {
  let told: unknown = {};
  if (route.body !== null && request.body.byteLength > 0) {
    try {
      told = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
    } catch {
      return problem(400, 'The body is no JSON.');
    }
  }
  const wrong = route.body === null ? null : faultIn(route.body, told);
  if (wrong !== null) return problem(400, wrong);
  try {
    const result = await route.run(emulator, { id, told: told as Told });
    if (route.answer === null) return empty(204);
    if (route.answer !== 'json-lines') return json(200, result);
    return { ...jsonText(200, String(result)), headers: { 'content-type': 'application/jsonl; charset=utf-8' } };
  } catch (error) {
    if (error instanceof EmulatorError) return problem(statusOf(error), error.message, error.code);
    process.emitWarning(error instanceof Error ? error : String(error), { type: 'EmulatorMistake' });
    return problem(500, 'Failed to do that by a mistake of the emulator; it is said on its console.');
  }
}

function statusOf({ code }: EmulatorError): number {
  switch (code) {
    case 'unknown-charger':
    case 'unknown-session':
    case 'unknown-installation':
    case 'unknown-topic':
      return 404;
    case 'already-plugged':
    case 'not-plugged':
    case 'no-card-wanted':
    case 'clock-not-ours':
    case 'would-shut-control':
    case 'stopped':
      return 409;
    default:
      return 400;
  }
}

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}

/** The `{id}` of a path, '' where it has none; null when it is another path. */
function idIn(template: string, path: string): string | null {
  const [before = '', after] = template.split('{id}');
  if (after === undefined) return path === template ? '' : null;
  if (!path.startsWith(before) || !path.endsWith(after)) return null;
  const id = path.slice(before.length, path.length - after.length);
  return /^[\w-]{1,64}$/.test(id) ? id : null;
}
