import type { FindingView } from '@fairlead/gateway';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingsPage } from './findings-page.ts';

const finding: FindingView = {
  ...{ accountId: 'main', level: 'warning', code: 'messages-off', what: 'Messages are off.' },
  ...{ why: 'Changes come late.', remedy: 'Switch them on.', ask: 'the owner' },
};
const well: FindingView = {
  ...{ accountId: 'main', level: 'ok', code: 'login-ok', what: 'The cloud accepts the login.' },
  ...{ why: null, remedy: null, ask: null },
};
const view = (findings: readonly FindingView[], calls = 2) =>
  ({ examinedBy: 'doctor', at: '2026-11-20T15:00:00.000Z', calls, level: 'warning', findings }) as const;

test('the gravest stands first, each with why, what to do and whom to ask', () => {
  expect(findingsPage(view([well, finding, { ...finding, level: 'problem' }]))).toBe(
    [
      ...[
        'problem   Messages are off.',
        '  why     Changes come late.',
        '  do      Switch them on.',
        '  ask     the owner.',
      ],
      ...[
        'warning   Messages are off.',
        '  why     Changes come late.',
        '  do      Switch them on.',
        '  ask     the owner.',
      ],
      ...['ok        The cloud accepts the login.', ''],
      '1 problem, 1 warning, 1 ok. Calls to the cloud: 2; what they told is kept for',
      'the gateway.',
    ].join('\n'),
  );
});

test('accounts are named where there are several', () => {
  const page = findingsPage(view([well, { ...well, accountId: 'depot' }]));
  expect(page).toContain('ok        Account main: The cloud accepts the login.\nok        Account depot: The');
});

test('whatever is said, no line is longer than 80 columns but for a word that is, and no word is lost', () => {
  const words = fc.array(fc.stringMatching(/^[a-z0-9-]{1,36}$/), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(words, (said) => {
      const page = findingsPage(view([{ ...finding, what: said.join(' ') }]));
      for (const line of page.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      expect(page.split(/\s+/).join(' ')).toContain(said.join(' '));
    }),
  );
});

test('of calls that nobody answered, or that gave no login, nothing is said to be kept', () => {
  const lost = { ...finding, level: 'problem', code: 'cloud-unreachable' } as const;
  expect(findingsPage(view([lost], 5))).toMatch(/0 ok\. Calls to the cloud: 5\.$/);
  expect(findingsPage(view([lost], 0))).toMatch(/0 ok\. The cloud was not asked\.$/);
});
