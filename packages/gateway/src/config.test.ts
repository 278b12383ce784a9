import { expect, test } from 'vitest';
import { parseConfig, readConfig, settings } from './config.ts';

test('without any source the defaults hold: loopback, port 8700, account main at the real cloud', () => {
  const config = readConfig({ env: { FAIRLEAD_CONTACT: 'us@example.org' } });
  expect(config).toMatchObject({ host: '127.0.0.1', port: 8700, demo: false });
  expect(config.accounts).toMatchObject([{ id: 'main', baseUrl: 'https://api.zaptec.com', userGroupIds: [] }]);
  expect(config.accounts[0]?.detectSharedSubscription).toBe(true);
});

test('flags win over the environment, the environment over the file', () => {
  const env = { FAIRLEAD_PORT: '8801', FAIRLEAD_DATA_DIR: 'data/env', FAIRLEAD_CONTACT: 'us@example.org' };
  const config = readConfig({ file: { port: 8802, logLevel: 'warn' }, env, flags: { dataDir: 'data/flag' } });
  expect(config).toMatchObject({ port: 8801, dataDir: 'data/flag', logLevel: 'warn' });
});

test('one account is described by the environment alone', () => {
  const groups = ['90000000-0000-4000-8000-000000000001', '90000000-0000-4000-8000-000000000002'];
  const env = {
    FAIRLEAD_BASE_URL: 'http://127.0.0.1:8710',
    FAIRLEAD_USER_GROUP_IDS: groups.join(', '),
    FAIRLEAD_CREDENTIALS_FILE: '/c',
    FAIRLEAD_DETECT_SHARED_SUBSCRIPTION: 'false',
  };
  expect(readConfig({ env }).accounts).toEqual([
    {
      id: 'main',
      baseUrl: 'http://127.0.0.1:8710',
      userGroupIds: groups,
      detectSharedSubscription: false,
      credentials: { kind: 'file', path: '/c' },
    },
  ]);
});

test.each([
  [{ port: 'eighty' }, /port.*--port or FAIRLEAD_PORT/],
  [{ colour: 'red' }, /colour/],
  [
    { accounts: [{ detectSharedSubscription: 'perhaps' }] },
    /detectSharedSubscription.*Correct FAIRLEAD_DETECT_SHARED_/,
  ],
  [{ accounts: [{ id: 'a' }, { id: 'a' }] }, /two accounts are named a/],
  [{ accounts: [{ id: 'Not A Name' }] }, /accounts\.0\.id/],
  [
    {
      accounts: [{ userGroupIds: ['90000000-0000-4000-8000-00000000000a', '90000000-0000-4000-8000-00000000000A'] }],
    },
    /accounts\.0\.userGroupIds.*a user group is named twice/,
  ],
])('a wrong setting is refused in one sentence that names it: %j', (input, sentence) => {
  expect(() => parseConfig(input)).toThrow(sentence);
});

test('an address that other machines reach is refused unless that is asked for', () => {
  const contact = 'us@example.org';
  expect(() => parseConfig({ contact, host: '0.0.0.0' })).toThrow(/--allow-remote/);
  expect(parseConfig({ contact, host: '0.0.0.0', allowRemote: 'true' }).host).toBe('0.0.0.0');
});

test('every setting has a description and a variable named after its key', () => {
  for (const { description } of settings) expect(description).not.toBe('');
  expect(settings.find(({ key }) => key === 'dataDir')).toMatchObject({ env: 'FAIRLEAD_DATA_DIR', flag: '--data-dir' });
});

test('the public key of the demo cannot be let in by the environment', () => {
  expect(readConfig({ env: { FAIRLEAD_DEMO: 'true', FAIRLEAD_CONTACT: 'us@example.org' } }).demo).toBe(false);
  expect(settings.find(({ key }) => key === 'demo')).toMatchObject({ env: null, flag: null });
});

test('the real cloud is not called by a stranger: a contact is required there, and on this machine it is not (honest-identity)', () => {
  expect(() => readConfig({})).toThrow(/api\.zaptec\.com wants to know who calls.*Set FAIRLEAD_CONTACT/);
  expect(parseConfig({ accounts: [{ baseUrl: 'http://127.0.0.1:8710' }] }).contact).toBe('');
  expect(parseConfig({ accounts: [{ baseUrl: 'http://[::1]:8710' }] }).contact).toBe('');
});
