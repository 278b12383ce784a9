// Models of what surrounds the data: tokens, bus connection details, the list envelope, the error shapes.
// Secret are tokens and the bus key. The bus user name and topic stand on the cloud's redaction list and open nothing
// alone: personal. `token_type` and `expires_in` are plain though one of them is named like a token.
import { type Field, field } from './model.ts';

export const tokenAnswer: readonly Field[] = [
  field('access_token', 'text', 'secret'),
  field('token_type?', 'text'),
  field('expires_in', 'number', 'plain', 's'),
  field('scope?', 'text'),
  field('refresh_token?', 'text', 'secret'),
];

export const connectionDetails: readonly Field[] = [
  field('Type?', 'int'),
  field('Host', 'text'),
  field('Port?', 'int'),
  field('UseSSL?', 'flag'),
  field('Username', 'text', 'personal'),
  field('Password', 'text', 'secret'),
  field('Topic', 'text', 'personal'),
  field('Subscription', 'text'),
];

export const listEnvelope: readonly Field[] = [
  field('Pages?', 'int'),
  field('Data?', 'list'),
  field('Message?', 'text'),
  field('TotalCount?', 'int'),
];

export const codeDetailsError: readonly Field[] = [
  field('Code', 'int'),
  field('Details?', 'text'),
  field('StackTrace?', 'text'),
];

export const codeMessageError: readonly Field[] = [field('errorCode', 'int'), field('message?', 'text')];

export const oauthError: readonly Field[] = [
  field('error', 'text'),
  // May say which user was not found.
  field('error_description?', 'text', 'personal'),
  field('error_uri?', 'text'),
];
