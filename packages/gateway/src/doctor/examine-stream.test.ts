import type { Account, StreamSourceStatus } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { examineStream } from './examine-stream.ts';
import type { Examined } from './examined.ts';

const site = '1a57a110-0000-4000-8000-000000000001';

function withSource(source: Partial<StreamSourceStatus>): Examined {
  const status: StreamSourceStatus = {
    ...{ bus: 'installation', scope: site, state: 'live', sinceMs: 0, lastMessageAtMs: null, messages: 0 },
    ...{ reconnects: 0, undecodable: 0, subscriptionEndsAtMs: null, trouble: null, ...source },
  };
  const account = { streamStatus: () => [status], mirror: { installations: () => [] } };
  return {
    account: account as unknown as Account,
    ...{ baseUrl: 'http://127.0.0.1', userGroupIds: [], calls: [], unlisted: null, unfinished: false },
  };
}

test.each([
  ['live', 'stream-open', 'ok'],
  ['quiet', 'stream-open', 'ok'],
  ['shared', 'stream-shared', 'warning'],
  ['stale', 'stream-stale', 'warning'],
  ['connecting', 'stream-connecting', 'warning'],
  ['off', 'stream-off', 'warning'],
  ['down', 'stream-down', 'problem'],
] as const)('a source that is %s is told as %s', (state, code, level) => {
  expect(examineStream(withSource({ state }))).toMatchObject([{ code, level }]);
});

test('what the source says of itself is said on, once, with what it says to do', () => {
  const trouble = 'Failed to open the stream: a right is missing (status 403). Switch it on in the portal.';
  expect(examineStream(withSource({ state: 'down', trouble }))).toMatchObject([
    {
      what: `The stream of installation ${site} cannot be opened: a right is missing (status 403).`,
      remedy: 'Switch it on in the portal.',
    },
  ]);
});
