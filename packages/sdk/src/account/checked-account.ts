// What the methods of an account take.
import { type Account, lanes } from '../account.ts';
import { asker, guarded, type MethodRows, signal } from '../guarded.ts';
import { callback, number, object, oneOf, onlyFields, optional, sendable, text } from '../value-check.ts';

const onSent = optional(callback);

const rows: MethodRows<Account> = {
  loginState: ['throw'],
  governorStatus: ['throw'],
  streamStatus: ['throw'],
  followed: ['throw', ['chargerId', text]],
  installationMostAgeMs: ['throw', ['installationId', text]],
  start: ['rejection'],
  ready: ['rejection', ['signal', optional(signal)]],
  call: [
    'rejection',
    [
      'request',
      onlyFields({
        ...{ ...asker, endpoint: text, cause: text, lane: oneOf(...lanes), heldSinceMs: optional(number), onSent },
        ...{ params: optional(object), query: optional(object), body: optional(sendable) },
      }),
    ],
  ],
  sendCommand: ['rejection', ['chargerId', text], ['command', number], ['options', onlyFields({ ...asker, onSent })]],
  subscribe: ['throw', ['listener', callback]],
  close: ['rejection'],
};

export function checkedAccount(account: Account): Account {
  return guarded('account', account, rows);
}
