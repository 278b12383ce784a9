#!/usr/bin/env node
// Starts Fairlead: from source in the repository, from emitted JavaScript in the published package.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { rerunWhenTooOld } from './enough-node.js';

const args = process.argv.slice(2);
const exitCode = (await rerunWhenTooOld(fileURLToPath(import.meta.url), args)) ?? (await run());
if (typeof exitCode === 'number') process.exitCode = exitCode;

async function run() {
  // Halves the processor time of every start after the first; where the folder cannot be written Node goes on without. Not
  // in the machine's temporary folder: what is kept is code, and whoever can write here can change the program anyway.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/fairlead', import.meta.url)));
  const source = new URL('../src/main.ts', import.meta.url);
  const entry = existsSync(source) ? source : new URL('../dist/main.js', import.meta.url);
  const { main } = await import(entry.href);
  return main(args);
}
