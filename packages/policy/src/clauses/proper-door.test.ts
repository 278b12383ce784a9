import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../decide.ts';
import { type CallFact, schemes } from '../fact.ts';
import { judge } from '../judge/judge.ts';
import { createLedger, type Ledger } from '../ledger/ledger.ts';
import { generalAccess } from '../terms.ts';
import { at, client, goAhead, startedAtMs } from '../testing/ask.ts';
import { call, intentOf } from '../testing/call.ts';

/** What this clause alone answers. */
const ask = (ledger: Ledger, fact: CallFact) => decide(ledger, intentOf(fact), fact.sentAtMs, ['proper-door']);

const through = (scheme: CallFact['door']['scheme'], host: string) => call({ sentAtMs: at(0), door: { scheme, host } });
const verdictOn = (fact: CallFact, doors: readonly string[] = []) =>
  judge([fact], { doors }).verdicts.find(({ clause }) => clause === 'proper-door')?.verdict;

test('proper-door: another door is refused for good, and the API named instead', () => {
  expect(ask(client(), through('https', 'api.zaptec.com'))).toEqual(goAhead);
  expect(ask(client(), through('wss', 'api.zaptec.com'))).toEqual({
    kind: 'never',
    clause: 'proper-door',
    instead: 'the same call through https://api.zaptec.com',
  });
});

test('proper-door: a declared rehearsal is free to decide and to judge, and the provider is never one', () => {
  const doors = ['rehearsal.example:8443', 'portal.zaptec.com', 'api.zaptec.com'];
  const terms = { tier: generalAccess, margin: null, doors };
  const ledger = createLedger({ terms, startedAtMs, bucket: 'full' });
  for (const [scheme, host, open] of [
    ['https', 'rehearsal.example:8443', true],
    ['http', 'rehearsal.example:8443', true],
    ['https', 'rehearsal.example', false],
    ['https', 'portal.zaptec.com', false],
    ['http', 'api.zaptec.com', false],
  ] as const) {
    expect(ask(ledger, through(scheme, host)).kind).toBe(open ? 'go' : 'never');
    expect(verdictOn(through(scheme, host), doors)).toBe(open ? 'kept' : 'broken');
  }
  expect(ask(client(), through('https', 'rehearsal.example:8443')).kind).toBe('never');
  expect(verdictOn(through('https', 'rehearsal.example:8443'))).toBe('broken');
});

test('proper-door: decide and judge read every host alike', () => {
  const part = fc.constantFrom('api', 'portal', 'zaptec', 'com', 'localhost', '127', '0', '1', '999', '[::1]', 'x', '');
  const port = fc.constantFrom('', ':443', ':8710', ':');
  const name = fc.oneof(
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    fc.constantFrom('API.zaptec.com', 'a.servicebus.windows.net', 'servicebus.windows.net', '127.0.0.1', 'zaptec.com'),
    fc.string({ maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...schemes), name, port, (scheme, host, told) => {
      const fact = through(scheme, `${host}${told}`);
      expect(verdictOn(fact)).toBe(ask(client(), fact).kind === 'go' ? 'kept' : 'broken');
    }),
    { numRuns: 2000 },
  );
});

test('proper-door: thousands of hosts leave a small judge and a small ledger that still tells them apart', () => {
  const facts = Array.from({ length: 2000 }, (_, n) =>
    call({
      sentAtMs: at(n * 500),
      resource: `c${n}`,
      door: { scheme: 'http', host: n % 2 ? `127.0.0.1:${n}` : `h${n}` },
    }),
  );
  expect(judge(facts).verdicts.find(({ clause }) => clause === 'proper-door')).toMatchObject({ count: 1000 });
  const ledger = client();
  expect(facts.filter((fact) => ask(ledger, fact).kind === 'never')).toHaveLength(1000);
});
