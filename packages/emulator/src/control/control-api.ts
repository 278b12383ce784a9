// The control API below `/_emulator/`: on loopback only, for programs of this machine only, never journalled nor limited.
// Invariant: a web page cannot reach it. What comes with an Origin, or under a name that is not loopback's, is refused.
import type { Emulator } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { empty, json, jsonText } from '../http/answers.ts';
import type { CloudAnswer, CloudRequest } from '../http/cloud-request.ts';
import { type ControlRoute, controlRoutes } from './control-routes.ts';
import { faultIn, type Told } from './control-schema.ts';
import { openApiDocument } from './openapi-document.ts';

export const controlPath = '/_emulator';
const maxBodyBytes = 1_048_576;

/** Undefined for what is none of its paths. @param boundTo the address that the emulator listens on */
export function controlAnswer(request: CloudRequest, emulator: Emulator, boundTo: string): CloudAnswer | undefined {
  const [path = ''] = request.target.split('?', 1);
  if (path !== controlPath && !path.startsWith(`${controlPath}/`)) return undefined;
  const refusal = refusalOf(request, boundTo);
  if (refusal) return refusal;
  const below = path.slice(controlPath.length);
  if (request.method === 'GET' && below === '/openapi.json') return json(200, openApiDocument());
  const here = controlRoutes.filter((route) => idIn(route.path, below) !== null);
  const route = here.find(({ method }) => method === request.method);
  if (route) return answerOf(route, idIn(route.path, below) ?? '', request, emulator);
  if (here.length === 0)
    return problem(404, `There is nothing at ${controlPath}${below.slice(0, 80)}. See openapi.json.`);
  return problem(405, `This takes ${here.map(({ method }) => method).join(', ')}.`);
}

function refusalOf({ clientAddress, headers, body }: CloudRequest, boundTo: string): CloudAnswer | undefined {
  if (!isLoopback(clientAddress) || !isLoopback(boundTo))
    return problem(
      403,
      'The control API is open to programs of this machine, while the emulator listens on loopback alone.',
    );
  const { host, origin } = headers;
  if (host !== undefined && !isLoopback(host.replace(/:\d+$/, '')))
    return problem(421, 'The control API answers under 127.0.0.1, [::1] and localhost alone.');
  if (origin !== undefined) return problem(403, 'The control API is not for web pages.');
  return body.byteLength > maxBodyBytes ? problem(413, 'The body is larger than 1 MB.') : undefined;
}

function isLoopback(name: string): boolean {
  return /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/i.test(name);
}

function answerOf(route: ControlRoute, id: string, request: CloudRequest, emulator: Emulator): CloudAnswer {
  let told: unknown = {};
  if (route.body !== null && request.body.byteLength > 0) {
    try {
      told = JSON.parse(new TextDecoder().decode(request.body));
    } catch {
      return problem(400, 'The body is no JSON.');
    }
  }
  const wrong = route.body === null ? null : faultIn(route.body, told);
  if (wrong !== null) return problem(400, wrong);
  try {
    const result = route.run(emulator, { id, told: told as Told });
    if (typeof result !== 'string') return result === undefined ? empty(204) : json(200, result);
    return { ...jsonText(200, result), headers: { 'content-type': 'application/jsonl; charset=utf-8' } };
  } catch (error) {
    if (error instanceof EmulatorError) return problem(statusOf(error), error.message, error.code);
    throw error;
  }
}

function statusOf({ code }: EmulatorError): number {
  if (code === 'unknown-charger' || code === 'unknown-installation') return 404;
  return code === 'already-plugged' || code === 'not-plugged' ? 409 : 400;
}

function problem(status: number, detail: string, code?: string): CloudAnswer {
  const answer = json(status, { status, detail, ...(code === undefined ? {} : { code }) });
  return { ...answer, headers: { 'content-type': 'application/problem+json; charset=utf-8' } };
}

/** The `{id}` of a path, '' where it has none; null when it is another path. */
function idIn(template: string, path: string): string | null {
  const [before = '', after] = template.split('{id}');
  if (after === undefined) return path === template ? '' : null;
  if (!path.startsWith(before) || !path.endsWith(after)) return null;
  const id = path.slice(before.length, path.length - after.length);
  return /^[\w-]{1,64}$/.test(id) ? id : null;
}
