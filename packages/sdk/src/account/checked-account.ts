// What the methods of an account take.
import { type Account, lanes } from '../account.ts';
import { asker, guarded, type MethodRows, signal } from '../guarded.ts';
import { callback, fields, number, oneOf, optional, text } from '../value-check.ts';

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
      fields({ ...asker, endpoint: text, cause: text, lane: oneOf(...lanes), heldSinceMs: optional(number), onSent }),
    ],
  ],
  sendCommand: ['rejection', ['chargerId', text], ['command', number], ['options', fields({ ...asker, onSent })]],
  subscribe: ['throw', ['listener', callback]],
  close: ['rejection'],
};

export function checkedAccount(account: Account): Account {
  return guarded('account', account, rows);
}
