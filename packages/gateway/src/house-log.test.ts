import { expect, test } from 'vitest';
import { houseLog } from './house-log.ts';

test('secrets and personal values do not reach the log, at any level of talk (secrets-confidential)', () => {
  const lines: string[] = [];
  const log = houseLog('debug', (line) => lines.push(line));
  log.debug(
    {
      password: 'S1',
      token: 'S2',
      options: { key: 'S3', deep: { authorization: 'S4' } },
      username: 'S5',
      row: { Address: 'S6' },
    },
    'Asked.',
  );
  log.info({ accountId: 'main', code: 'queue-full' }, 'Told.');
  expect(lines.join('')).not.toMatch(/S[1-6]/);
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({
    level: 'info',
    accountId: 'main',
    code: 'queue-full',
    msg: 'Told.',
  });
});

test('silent is silent', () => {
  const lines: string[] = [];
  houseLog('silent', (line) => lines.push(line)).error({}, 'Unheard.');
  expect(lines).toEqual([]);
});
