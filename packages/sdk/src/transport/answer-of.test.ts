import { type EndpointId, endpoints } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import type { Ending } from '../governor/flight.ts';
import { SdkError } from '../sdk-error.ts';
import { answerOf, cloudCodeOf, errorBodyOf } from './answer-of.ts';
import { readBody } from './read-body.ts';

async function answered(status: number, text: string, contentType = 'application/json'): Promise<Ending> {
  const read = await readBody(new Response(text, { headers: { 'content-type': contentType } }), 1_000_000);
  if (read === 'too-large') throw new Error('a body that is too large');
  return {
    kind: 'exchanged',
    exchange: { kind: 'answered', status, retryAfterMs: null, ...read },
    sentAtMs: 0,
    answeredAtMs: 1,
  };
}

async function refusal(status: number, text: string, contentType?: string): Promise<SdkError> {
  return thrownBy(await answered(status, text, contentType), 'charger-state');
}

function thrownBy(ending: Ending, id: EndpointId): SdkError {
  try {
    answerOf(ending, id);
  } catch (error) {
    if (error instanceof SdkError) return error;
    throw error;
  }
  throw new Error('no refusal');
}

test.each([
  ['the older body', 500, '{"Code":527,"Details":"Seeded person","StackTrace":"seeded trace"}', 527, 'NotSupported'],
  ['the newer body', 404, '{"errorCode":512,"message":"Seeded person"}', 512, 'UnknownObject'],
  ['a code in text', 500, '{"Code":"528","Details":null}', 528, 'DeviceCommandRejected'],
  ['other casing', 500, '{"code":528}', 528, 'DeviceCommandRejected'],
  ['a code without a name', 500, '{"Code":9999}', 9999, 'code 9999)'],
  ["OAuth's body", 400, '{"error":"invalid_grant","error_description":"Seeded person"}', null, 'status 400)'],
  ['validation text', 400, 'The value "seeded" is not valid.', null, 'status 400)'],
  ['nothing', 403, '', null, 'status 403)'],
] as const)('%s is a final refusal with its code, and none of its sentences', async (_, status, text, code, said) => {
  const error = await refusal(status, text, text.startsWith('{') ? undefined : 'text/plain');
  expect(error).toMatchObject({ code: 'cloud-refused', status, cloudCode: code });
  expect(error.message).toContain(said);
  expect(error.message.toLowerCase()).not.toContain('seeded');
  expect(error.message).toMatch(/^Failed to read the state of the charger: .+\. .+\.$/);
});

test.each([
  ['session', 404, '', 'Failed to read the session: the cloud knows no such session (status 404).'],
  [
    'installation-report',
    404,
    '{"Code":512}',
    'Failed to read the report of the installation: the cloud knows no such in',
  ],
  ['firmware', 403, '', 'Failed to read the firmware of the installation: the account may not do this (status 403).'],
  ['archived-sessions', 404, '', 'Failed to read the archived sessions: the cloud does not know what was asked for'],
  [
    'session-priority',
    404,
    '{"Code":540}',
    'Failed to set the priority of the session: the cloud knows no such instal',
  ],
  ['charger', 200, '<html></html>', 'Failed to read the charger: the answer has a shape'],
] as const)('of a %s a %i with %j says what was asked for', async (id, status, text, sentence) => {
  expect(thrownBy(await answered(status, text), id).message).toContain(sentence);
});

test('whatever was asked for, its sentence names it and never says "it" of a thing', async () => {
  const endings: readonly Ending[] = [
    ...(await Promise.all([400, 401, 403, 404, 409, 418].map((status) => answered(status, '')))),
    { kind: 'cancelled', sentAtMs: null },
    { kind: 'not-sent', reason: 'queue-full', queued: 5, of: 'account' },
    { kind: 'not-sent', reason: 'forbidden', clause: 'list-cadence', instead: 'wait' },
    { kind: 'not-sent', reason: 'closed' },
  ];
  for (const { id } of endpoints)
    for (const ending of endings) {
      const { message } = thrownBy(ending, id);
      expect(message, id).toMatch(
        /^Failed to (log in|\w+ the [\w ]*(charger|installation|group|session|constant|histor)[\w ]*): /,
      );
      if (ending.kind === 'exchanged') expect(message).not.toContain('knows no such null');
    }
});

test('a connection that failed says why and where to look, and is no shape of the task', () => {
  const message = 'The connection failed (ECONNREFUSED): nothing listens there; check it.';
  const exchange = { kind: 'failed', reached: 'no', code: 'ECONNREFUSED', message } as const;
  expect(thrownBy({ kind: 'exchanged', exchange, sentAtMs: 0, answeredAtMs: 1 }, 'charger').message).toBe(
    'Failed to reach the cloud: the connection failed (ECONNREFUSED): nothing listens there; check it. Try again later.',
  );
});

test.each([
  ["a proxy's page", 503, '<html><head><title>503 Service Temporarily Unavailable</title></head></html>', 'text/html'],
  ["a proxy's page called JSON", 502, '<html><center>nginx</center></html>', 'application/json'],
  ['an empty 500', 500, '', 'application/json'],
  ['an SQL fail-over sentence', 500, 'The availability replica config/state change', 'text/plain'],
  ['a 429', 429, '', 'application/json'],
] as const)('%s is weather', async (_, status, text, type) => {
  expect(await refusal(status, text, type)).toMatchObject({ code: 'unreachable', status, cloudCode: null });
});

test.each([
  [500, '{"Code":527,"Details":"No","StackTrace":null}', { kind: 'code-details', code: 527, details: 'No' }],
  [404, '{"errorCode":512,"message":"No"}', { kind: 'code-message', code: 512, message: 'No' }],
  [400, '{"error":"invalid_grant","error_description":"No"}', { kind: 'oauth', error: 'invalid_grant' }],
  [503, '<html></html>', { kind: 'html', status: 503 }],
  [403, '', { kind: 'empty', status: 403 }],
  [400, '[1]', { kind: 'unrecognised', status: 400 }],
  [400, '{"Code":', { kind: 'unrecognised', status: 400 }],
] as const)('status %i with %j is told by its body', async (status, text, expected) => {
  const ending = await answered(status, text);
  if (ending.kind !== 'exchanged' || ending.exchange.kind !== 'answered') throw new Error('no answer');
  expect(errorBodyOf(ending.exchange)).toMatchObject(expected);
});

test('a 200 with a page or broken JSON cannot be read, and says so without its text', async () => {
  for (const [text, what] of [
    ['<html>seeded</html>', 'a page of HTML'],
    ['{"seeded":', 'broken JSON'],
  ] as const) {
    const error = await refusal(200, text);
    expect(error).toMatchObject({ code: 'unreadable-answer', status: 200 });
    expect(error.message).toContain(what);
    expect(error.message).not.toContain('seeded');
  }
});

test('a 200 without a body, as text or as JSON is an answer', async () => {
  expect(answerOf(await answered(200, ''), 'constants')).toMatchObject({ status: 200, body: undefined });
  expect(
    answerOf(await answered(200, '{"Code":200,"Details":"Charging paused successfully"}'), 'constants'),
  ).toMatchObject({
    body: { Code: 200 },
  });
});

test('a whole number past 2^53 stays the text that it was, and nothing else changes', async () => {
  const text =
    '{"Warnings": 72057594037927937, "Energy": 18.20435199999999999, "Max": 9007199254740991, "Text": "72057594037927937"}';
  expect(answerOf(await answered(200, text), 'constants').body).toEqual({
    Warnings: '72057594037927937',
    Energy: 18.204352,
    Max: 9_007_199_254_740_991,
    Text: '72057594037927937',
  });
  expect(answerOf(await answered(200, '[-72057594037927937]'), 'constants').body).toEqual(['-72057594037927937']);
});

test('the code of an error is read from either shape, and from nothing else', () => {
  expect(cloudCodeOf({ Code: 528, Details: ' ' })).toEqual({ code: 528, details: null });
  expect(cloudCodeOf({ errorCode: '512', message: 'Charger not found.' })).toEqual({
    code: 512,
    details: 'Charger not found.',
  });
  for (const body of [undefined, null, [], 'Code', { Code: 'x' }, { error: 'invalid_grant' }])
    expect(cloudCodeOf(body)).toEqual({ code: null, details: null });
});

test.each(endpoints)(
  '$id, too early after it was served, advises what it can be asked by, a cursor where it has one',
  ({ id, query }) => {
    const early: Ending = { kind: 'not-sent', reason: 'too-early', untilMs: 0, clause: 'no-scraping' };
    const { message } = thrownBy(early, id);
    expect(message).toMatch(/: use what you stored of it, /);
    expect(message.includes('go on at a cursor')).toBe(query.includes('Cursor'));
  },
);
