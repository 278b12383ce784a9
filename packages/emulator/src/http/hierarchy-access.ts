// The hierarchy without access: an empty 204 since 2025-09-19, 403 before; and 204 for some seconds after a consent, while
// the tree is being prepared (zaptec-api.md §3.5; both switchable).
import { mayManage } from '../accounts/roles.ts';
import { empty } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';
import { type CloudParts, type DataCall, idOf } from './data-call.ts';

export function hierarchyRefusal(call: DataCall, { switches, clock }: CloudParts): CloudAnswer | null {
  if (!mayManage(call.account.rolesIn(idOf(call)))) {
    return empty(switches.get('hierarchy-without-access') === '403' ? 403 : 204);
  }
  const consentedAtMs = call.account.consentedAtMs(idOf(call));
  if (consentedAtMs === null) return null;
  const readyAtMs = consentedAtMs + switches.get('hierarchy-after-consent-s') * 1000;
  return clock.nowMs() < readyAtMs ? empty(204) : null;
}
