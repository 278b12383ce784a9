// What is left of a call that tells too little or tells it wrongly: that it was sent, and perhaps that it was refused.
// A program that writes its facts wrongly must not go faster for it.
import type { CallFact } from '../fact.ts';
import { isCountOrNull, isName, isObject, type Told } from './field-forms.ts';

/**
 * A call that is about nothing, to pay for the one told; null where no sending can be read, and for logins, which pay
 * nothing. @param otherwise Id where none can be read: its answer then pays once more, never less.
 */
export function bareCall(told: unknown, otherwise: string): CallFact | null {
  if (!isObject(told)) return null;
  const { kind, class: of, id, accountId, sentAtMs, answeredAtMs, status } = told as Told<CallFact>;
  if (kind !== 'call' || of === 'token' || !isInstant(sentAtMs)) return null;
  return {
    v: 1,
    kind: 'call',
    app: null,
    door: { scheme: 'https', host: '' },
    class: 'undocumented',
    method: 'OTHER',
    path: '',
    resource: null,
    installationId: null,
    command: null,
    sets: null,
    narrowing: 'none',
    page: null,
    pageSize: null,
    window: null,
    retryAfterMs: null,
    tokenLifeMs: null,
    attempt: 1,
    retryOf: null,
    cause: 'routine',
    bytes: null,
    rows: null,
    code: null,
    changed: 'unknown',
    charging: 'unknown',
    connected: 'unknown',
    allowed: 'unknown',
    shown: 'unknown',
    userAgent: null,
    clientAddress: null,
    id: isName(id) ? id : otherwise,
    accountId: isName(accountId) ? accountId : null,
    sentAtMs,
    answeredAtMs: isInstant(answeredAtMs) ? answeredAtMs : null,
    status: isCountOrNull(status) ? status : null,
  };
}

function isInstant(told: unknown): told is number {
  return Number.isFinite(told);
}
