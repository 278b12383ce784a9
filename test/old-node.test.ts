// Whoever imports the SDK on a Node that is too old is told so in one sentence, before anything of it runs that such a Node has not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../scripts/repository.ts';
import { runningCommand } from './running-command.ts';

const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const program =
  "import('@fairlead/sdk').then(() => console.log('loaded'), ({ name, message }) => console.log(name + ': ' + message))";

/** As this Node, which says that it is that one and has not what a Node 20 has not. */
async function importedOn(version: string): Promise<string> {
  const pretends = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}});${
    version.startsWith('20') ? 'delete Map.groupBy; delete Promise.withResolvers;' : ''
  }`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(pretends)}`, '-e', program];
  return (await runningCommand(process.execPath, args, { folder: root }).ended).output.trim();
}

test.each(['20.20.2', '22.21.0', '24.10.0'])(
  'on Node %s the import says what it needs, and what to do',
  async (version) => {
    expect(await importedOn(version)).toBe(
      `Error: Failed to load @fairlead/sdk: it needs Node 24.11 or newer, and this is Node ${version}. Install Node 24 (https://nodejs.org) and start the program with it.`,
    );
  },
);

test.each(['24.11.0', '24.12.1', '25.0.0', process.versions.node])('on Node %s it loads', async (version) => {
  expect(await importedOn(version)).toBe('loaded');
});

test('what is said is what the manifest says, and it is the first thing that is loaded', () => {
  const { engines } = JSON.parse(read('packages', 'sdk', 'package.json')) as { readonly engines: { node: string } };
  expect(engines.node).toBe('>=24.11');
  const [first] = /^(?:import|export) .*$/m.exec(read('packages', 'sdk', 'src', 'index.ts')) ?? [];
  expect(first).toBe("import './enough-node.ts';");
  expect(read('packages', 'sdk', 'src', 'enough-node.ts')).not.toMatch(/^import/m);
});
