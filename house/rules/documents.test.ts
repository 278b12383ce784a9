import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { documents } from './documents.ts';

const code = {
  'package.json': '{"scripts":{"bench":"x"}}',
  'packages/fairlead/src/up.ts':
    "new Command('up').option('--host <address>').option('--all');\nexport const ports = { gateway: 8700 } as const;",
  'packages/gateway/src/config.ts': "export const configSchema = z.strictObject({\n  logLevel: z.enum(['info']),\n});",
  'packages/gateway/src/routes.ts': "server.get('/v1/chargers/:id');\nprocess.env['FAIRLEAD_BASE_URL'];",
  'docs/page.md': '',
};
const readme = (text: string) => says(documents, { ...code, 'README.md': text });

test('a command that is not there is refused with its line', () => {
  expect(readme('One.\n`npx fairlead audit` judges.')).toEqual([
    'README.md:2 names the command audit, which is not there. Allowed: a command that the code has. ' +
      'Why: a document that names what is not there costs every newcomer an hour.',
  ]);
});

test('flags, variables, ports, paths, scripts and links that are not there are refused', () => {
  for (const text of [
    'use `--hosts`',
    'set FAIRLEAD_LOG and go',
    'at 127.0.0.1:8701',
    'GET /v1/sessions',
    'npm run fast',
    '[page](docs/other.md)',
  ])
    expect(readme(text), text).toHaveLength(1);
});

test('what is there is free', () => {
  const text =
    'npx fairlead up, `--host`, `--all`, FAIRLEAD_LOG_LEVEL, FAIRLEAD_BASE_URL, port 8700, /v1/chargers/x/pause, npm run bench, ' +
    '[page](docs/page.md), [folder](docs), [cloud](https://api.example/swagger/v1/swagger.json), ![screen](docs/screenshot.png)';
  expect(readme(text)).toEqual([]);
});
