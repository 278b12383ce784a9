// Which Node may run us, and what to do on an older one. Plain JavaScript that Node 20 can read.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** Type stripping without a warning and node:sqlite as we use it begin here. */
const oldest = [24, 11];

/** @param {string} version such as `24.21.0` */
export function isEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** The sentence for a Node that is too old when none came along. */
export function tooOld(version) {
  return (
    `Fairlead needs Node ${oldest.join('.')} or newer and this is Node ${version}. ` +
    'Install Node 24 (https://nodejs.org), or run `npm ci` in a clone of the repository on Linux or Windows: it brings one along.'
  );
}

/** Path of the Node that npm installed beside us (an optional platform package), or null. */
export function broughtAlong(from) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const manifest = createRequire(from).resolve(`node-${platform}-${process.arch}/package.json`);
    const binary = join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node);
    return existsSync(binary) ? binary : null;
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/**
 * Runs `script` again under the Node that came along when this one is too old.
 * @param {string} script absolute path of the file to run again
 * @param {readonly string[]} args
 * @returns {Promise<number | null>} its exit code, or null when this Node will do
 */
export async function rerunWhenTooOld(script, args) {
  if (isEnough(process.versions.node)) return null;
  const binary = broughtAlong(script);
  if (binary === null) {
    console.error(tooOld(process.versions.node));
    return 1;
  }
  return runToTheEnd(binary, [script, ...args]);
}

/** Signals are handed on, so that stopping the launcher stops what it launched. */
function runToTheEnd(binary, args) {
  return new Promise((resolve, reject) => {
    let child;
    // Before there is a child: a signal that nobody listens for would end us and leave it behind. Node tells listeners of a
    // signal between two turns, and so never before `spawn` has returned.
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    // A terminal interrupts the child by itself: handed on as well it would look like an impatient second Ctrl-C.
    process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
    child = spawn(binary, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
