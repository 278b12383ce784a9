import fc from 'fast-check';
import { expect, test } from 'vitest';
import { borrowedNames } from '../borrowed-names.ts';
import { decide } from '../decide.ts';
import type { CallFact } from '../fact.ts';
import { judge } from '../judge/judge.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { at, client, goAhead } from '../testing/ask.ts';
import { call, intentOf } from '../testing/call.ts';
import { isHonestUserAgent } from './honest-identity.ts';

/** What this clause alone answers. */
const ask = (ledger: Ledger, fact: CallFact) => decide(ledger, intentOf(fact), fact.sentAtMs, ['honest-identity']);

const calling = (userAgent: string | null, clientAddress: string | null = null) =>
  call({ sentAtMs: at(0), userAgent, clientAddress });
const verdictOn = (userAgent: string | null, clientAddress: string | null = null) =>
  judge([calling(userAgent, clientAddress)]).verdicts.find(({ clause }) => clause === 'honest-identity')?.verdict;

const honest = [
  'my-app/1.0 (+https://my-app.example)',
  'my-app/1.0 (+my-app.example)',
  'my-app/dev me@my-app.example',
  'fairlead-gateway/0.1.0 (+localhost)',
  'node-red-zaptec/3.1 (+https://flows.example)',
  'AthomHomey/com.zaptec/1.8.2 (https://homey.example/zaptec)',
];
const dishonest = [
  '',
  ' ',
  'my-app',
  'my-app/1.0',
  'my-app/1.0 (linux)',
  'my-app/1.0 (+)',
  'my-app/ (+https://my-app.example)',
  'got (+https://github.com/sindresorhus/got)',
  'Mozilla/5.0 (X11; Linux x86_64) +https://my-app.example',
  'axios/1.6.0',
  'Dart/3.1 (dart:io)',
  'Go-http-client/1.1 (+https://my-app.example)',
  'Apache-HttpClient/4.5 me@my-app.example',
];

test.each(honest)('honest-identity: %s says who calls', (userAgent) => {
  expect(ask(client(), calling(userAgent))).toEqual(goAhead);
  expect(verdictOn(userAgent)).toBe('kept');
});

test.each(dishonest)('honest-identity: "%s" does not', (userAgent) => {
  expect(ask(client(), calling(userAgent))).toMatchObject({
    kind: 'never',
    clause: 'honest-identity',
    instead: expect.stringContaining('(+https://'),
  });
  expect(verdictOn(userAgent)).toBe('broken');
});

test.each(borrowedNames)('honest-identity: %s is a borrowed name, in any letters and with any contact', (name) => {
  for (const userAgent of [`${name}/1.0 (+https://x.example)`, `${name.toUpperCase()}/1.0 (+https://x.example)`]) {
    expect(ask(client(), calling(userAgent)).kind).toBe('never');
    expect(verdictOn(userAgent)).toBe('broken');
  }
});

test('a user agent is read as far as a journal keeps it, and no further', () => {
  const saying = (at: number) => isHonestUserAgent(`app/1 ${'x'.repeat(at - 8)} me@x`);
  expect(saying(509)).toBe(true);
  expect(saying(510)).toBe(false);
});

test('what is no text says nothing of who calls', () => {
  for (const none of [null, undefined, 5, {}]) expect(isHonestUserAgent(none as never)).toBe(false);
});

test('honest-identity: none at all is refused before it goes; afterwards only the receiver can tell', () => {
  expect(ask(client(), calling(null))).toMatchObject({ kind: 'never', clause: 'honest-identity' });
  expect(verdictOn(null, '198.51.100.1')).toBe('broken');
  expect(verdictOn(null)).toBe('cannot-tell');
});

test('honest-identity: decide and judge read every user agent alike', () => {
  const piece = fc.constantFrom('my-app', '/', '1.0', ' ', '(', '+', ')', 'https://', '@', 'curl', 'x', '.', ';', 'é');
  const agent = fc.oneof(
    fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
    fc.array(piece, { maxLength: 6 }).map((pieces) => `my-app/1.0 ${pieces.join('')}`),
    fc.string({ maxLength: 30 }),
  );
  fc.assert(
    fc.property(agent, (userAgent) => {
      expect(verdictOn(userAgent)).toBe(ask(client(), calling(userAgent)).kind === 'go' ? 'kept' : 'broken');
    }),
    { numRuns: 3000 },
  );
});

test('honest-identity: who calls is said within the first 512 characters, and only those are read', () => {
  const long = (length: number) => `my-app/1.0 ${'a'.repeat(length - 'my-app/1.0  (+x'.length)} (+x`;
  const [within, beyond] = [long(512), long(513)];
  expect([within.length, beyond.length]).toEqual([512, 513]);
  for (const [userAgent, verdict] of [
    [within, 'kept'],
    [beyond, 'broken'],
    [long(16_000), 'broken'],
  ] as const) {
    expect(verdictOn(userAgent)).toBe(verdict);
    expect(ask(client(), calling(userAgent)).kind).toBe(verdict === 'kept' ? 'go' : 'never');
  }
});

test('honest-identity: a user agent for each call leaves a small judge and a small ledger that still reads each of them', () => {
  const facts = Array.from({ length: 2000 }, (_, n) =>
    call({ sentAtMs: at(n * 500), resource: `c${n}`, userAgent: n % 2 ? `a${n}/1 (+https://x.example)` : `a${n}/1` }),
  );
  expect(judge(facts).verdicts.find(({ clause }) => clause === 'honest-identity')).toMatchObject({ count: 1000 });
  const ledger = client();
  expect(facts.filter((fact) => ask(ledger, fact).kind === 'never')).toHaveLength(1000);
});
