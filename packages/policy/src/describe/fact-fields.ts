// The fields of a fact in words. A field that is added to fact.ts is asked for here by its type.
import type { AttestationFact, CallFact, StreamFact } from '../fact.ts';

type Fields<Kind> = Readonly<Record<Exclude<keyof Kind, 'v' | 'kind'>, string>>;

export const callFields: Fields<CallFact> = {
  id: 'unique within the account while the call is in flight',
  accountId: "the account: its configured name at the client, the token's `sub` at the cloud; null where unknown",
  app: 'the local app that asked; null for the program itself',
  door: 'scheme and host, with its port when that is not the usual one',
  class: 'one of the call classes',
  method: 'HTTP method',
  path: 'path template of the endpoint table, or the path with ids blanked',
  resource: 'charger, installation, session or user group that it is about; null for lists',
  narrowing: '`none`, `name` (NameFilter) or `installation` (InstallationId)',
  page: 'PageIndex; 0 too for the first page of those that follow by cursor, null for the others and where the call has no pages',
  cursor:
    'mark of the cursor that it goes on at, the first 22 characters of its SHA-256 in base64url; absent where there is none',
  pageSize: 'PageSize as asked; null where not given',
  installationId: 'installation that the resource belongs to, where known',
  command: 'id of a device command; null for every other call',
  sets: 'what an update writes: `available-current` or `other`; null where unknown',
  window: 'window of history asked for: `fromAtMs`, `toAtMs`',
  status: 'HTTP status; null when no answer came',
  sentAtMs: 'when it was sent',
  answeredAtMs: 'when the answer was in or given up',
  retryAfterMs: 'Retry-After of a refusal',
  tokenLifeMs: 'token life told by a login',
  attempt: '1 for the first try',
  retryOf: '`id` of the first try; null for a first try',
  cause: '`start`, `routine`, `reconcile`, `command`, `user`, `unknown-charger` or `after-command`',
  bytes: 'size of the answer',
  rows: 'rows of the answer',
  pages: 'pages that the answer says the list has; absent where it told none',
  code: "the cloud's own error code",
  arrived: '`no` where not a byte can have reached the application; else left out',
  changed: 'reads: whether the answer differed; updates: whether the value did; commands: whether the known state did',
  charging: 'whether the charger was charging, for state reads',
  connected: 'whether a car was connected, for commands and updates',
  allowed: 'whether the known state allowed the command, or the known mode the update',
  shown: 'whether a list, a hierarchy or an event had shown the resource to the account',
  userAgent: 'User-Agent as sent',
  clientAddress: 'address of the caller, where the receiver writes the fact',
};

export const streamFields: Fields<StreamFact> = {
  accountId: 'as in a call',
  bus: '`group` or `installation`',
  scope: 'user group or installation',
  event: '`opened`, `message`, `lost` or `refused`',
  atMs: 'when it happened',
};

export const attestationFields: Fields<AttestationFact> = {
  accountId: 'the account, or null when it holds for all of a deployment',
  about: 'what is attested',
  by: '`operator` or `self-test`',
  holds: 'whether it holds',
  value: 'what was measured; null where nothing is measured',
  version: 'version of the policy that was accepted; null otherwise',
  statement: 'the declaration or measurement in a sentence without personal data',
  atMs: 'when it was attested',
};
