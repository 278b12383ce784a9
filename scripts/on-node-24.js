// Runs one of our TypeScript scripts: `node scripts/on-node-24.js scripts/check.ts …`. An older Node hands over to the one that came along.
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rerunWhenTooOld } from '../packages/fairlead/bin/enough-node.js';

const [script, ...args] = process.argv.slice(2);
if (script === undefined)
  throw new Error('Failed to run a script: none was named. Say which, such as scripts/check.ts.');

const exitCode = await rerunWhenTooOld(fileURLToPath(import.meta.url), [script, ...args]);
if (exitCode !== null) process.exitCode = exitCode;
else {
  process.argv = [process.argv[0], resolve(script), ...args];
  await import(pathToFileURL(resolve(script)).href);
}
