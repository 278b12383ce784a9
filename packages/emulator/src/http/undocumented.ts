// Calls outside the public documents (zaptec-api.md §1.4): 404, or what they did in 2025 as far as that is known. They are
// recorded as breaches either way. What is known of a body is little: settings were a part of the state, a circuit reads
// as in the hierarchy, writes were accepted; nothing more is made up, and a write changes nothing here.
import { endpoints, matchEndpoint, settings as settingDefinitions } from '@fairlead/protocol';
import type { CloudAccount } from '../accounts/accounts.ts';
import { mayManage } from '../accounts/roles.ts';
import { restTimeForm } from '../time-forms.ts';
import { type Access, managedCharger, managedInstallation, refusalBy } from './access.ts';
import { empty, json, jsonText } from './answers.ts';
import type { CloudAnswer, CloudRequest } from './cloud-request.ts';
import { type CloudParts, type DataCall, type Handler, idOf } from './data-call.ts';
import { stateBody } from './state-body.ts';

export interface UndocumentedCall {
  readonly request: CloudRequest;
  readonly path: string;
  /** Undefined where the caller is not known. */
  readonly account: CloudAccount | undefined;
}

interface CallOf2025 {
  readonly method: string;
  /** With one id. */
  readonly path: string;
  readonly access: Access | null;
  readonly answer: Handler;
}

const accepted: Handler = () => empty(200);

const callsOf2025: readonly CallOf2025[] = [
  { method: 'GET', path: '/api/chargers/{id}/settings', access: managedCharger, answer: settingsOf },
  { method: 'POST', path: '/api/chargers/{id}/settings', access: managedCharger, answer: accepted },
  { method: 'POST', path: '/api/chargers/{id}/localsettings', access: managedCharger, answer: accepted },
  { method: 'GET', path: '/api/chargers/{id}/live', access: managedCharger, answer: liveOf },
  { method: 'POST', path: '/api/chargers/{id}/authorizecharge', access: managedCharger, answer: authorise },
  { method: 'PUT', path: '/api/installation/{id}', access: managedInstallation, answer: accepted },
  { method: 'GET', path: '/api/circuits/{id}', access: null, answer: circuitOf },
];

export function undocumentedAnswer(call: UndocumentedCall, parts: CloudParts): CloudAnswer {
  if (parts.switches.get('undocumented-path') === '404') return empty(404);
  const { request, path, account } = call;
  for (const { method, path: template, access, answer } of callsOf2025) {
    const id = request.method === method ? idIn(template, path) : undefined;
    if (id === undefined) continue;
    if (!account) return empty(401);
    const { body, headers } = request;
    const dataCall: DataCall = { account, params: { id }, query: new Map(), body, host: headers['host'] };
    return (access && refusalBy(access, dataCall, parts)) ?? answer(dataCall, parts);
  }
  const allowed = methodsOf(path);
  return allowed.length > 0 ? { ...empty(405), headers: { allow: allowed.join(', ') } } : empty(404);
}

/** A documented path that was called with another method: the framework says which there are. */
function methodsOf(path: string): readonly string[] {
  const methods = [...new Set(endpoints.map(({ method }) => method))];
  return methods.filter((method) => matchEndpoint(method, path) !== undefined);
}

function idIn(template: string, path: string): string | undefined {
  const [before = '', after = ''] = template.split('{id}');
  const lower = path.toLowerCase();
  if (!lower.startsWith(before) || !lower.endsWith(after)) return undefined;
  const id = lower.slice(before.length, lower.length - after.length);
  return id !== '' && !id.includes('/') ? id : undefined;
}

const settingIds = new Set(settingDefinitions.map(({ id }) => id));

function settingsOf(call: DataCall, { world, switches }: CloudParts): CloudAnswer {
  const charger = world.chargers.get(idOf(call));
  return charger
    ? jsonText(200, stateBody(charger, restTimeForm(switches), (stateId) => settingIds.has(stateId)).body)
    : empty(404);
}

/** Past the cache of the state. */
function liveOf(call: DataCall, { world, switches }: CloudParts): CloudAnswer {
  const charger = world.chargers.get(idOf(call));
  return charger ? jsonText(200, stateBody(charger, restTimeForm(switches)).body) : empty(404);
}

/** Authorises the waiting car as who calls; what 722 shows then is not known: his card, or his id where he has none. */
function authorise(call: DataCall, { world }: CloudParts): CloudAnswer {
  const charger = world.chargers.get(idOf(call));
  if (charger?.awaitsCard) world.card(charger.id, world.people.cardOf(call.account.sub) ?? call.account.sub);
  return empty(200);
}

function circuitOf(call: DataCall, { world }: CloudParts): CloudAnswer {
  for (const installation of world.installations.values()) {
    const circuit = installation.circuits.find(({ id }) => id === idOf(call));
    if (!circuit) continue;
    if (!mayManage(call.account.rolesIn(installation.id))) return empty(403);
    return json(200, {
      Id: circuit.id,
      Name: circuit.name,
      MaxCurrent: circuit.maxCurrentA,
      IsActive: true,
      Active: true,
      InstallationId: installation.id,
      InstallationName: installation.row()['Name'],
    });
  }
  return empty(404);
}
