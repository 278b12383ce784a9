// The programs beyond npm that the tests drive, and where to find them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export interface SystemProgram {
  /** Name of the package in Debian and Ubuntu. */
  readonly debianPackage: string;
  readonly neededFor: string;
  /** Names or paths under which it may be installed, best first. */
  readonly commands: readonly string[];
  /** Variable that names another place. */
  readonly variable: string;
  /** What it must be able to do, with success. @default ['--version'] */
  readonly probe?: readonly string[];
}

export const chromium: SystemProgram = {
  debianPackage: 'chromium',
  neededFor: 'the tests of the page',
  commands: [
    'chromium',
    'google-chrome',
    'google-chrome-stable',
    'chromium-browser',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  variable: 'FAIRLEAD_CHROMIUM',
};

export const python: SystemProgram = {
  debianPackage: 'python3-venv',
  neededFor: "the tests with Python's client of the bus",
  commands: ['python3', 'python'],
  variable: 'FAIRLEAD_PYTHON',
  probe: ['-c', 'import ensurepip, venv'],
};

export const go: SystemProgram = {
  debianPackage: 'golang-go',
  neededFor: "the tests with Go's client of the bus",
  commands: ['go', '/usr/local/go/bin/go'],
  variable: 'FAIRLEAD_GO',
  probe: ['version'],
};

export const systemPrograms: readonly SystemProgram[] = [chromium, python, go];

/** A stub that only says "install the snap" does not count: the program must answer its probe. A dead one is given 20 s. */
const answerTimeoutMs = 20_000;

/** @returns the command that starts it, null when it is not installed */
export function findProgram(
  program: SystemProgram,
  answers = (command: string) => answersProbe(command, program.probe),
): string | null {
  const named = process.env[program.variable];
  const candidates = named ? [named] : program.commands;
  return candidates.find(answers) ?? null;
}

/** The file behind the command: whoever starts it without a shell needs its whole path. Null when it is not installed. */
export function pathOf(program: SystemProgram): string | null {
  const command = findProgram(program);
  if (command === null || isAbsolute(command)) return command;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path)) ?? null;
}

function answersProbe(command: string, probe: readonly string[] = ['--version']): boolean {
  return spawnSync(command, probe, { stdio: 'ignore', timeout: answerTimeoutMs }).status === 0;
}

/** One sentence each: what is missing, what for, how to get it. */
export function howToGet(missing: readonly SystemProgram[]): string {
  return missing
    .map(
      ({ debianPackage, neededFor, variable }) =>
        `${debianPackage} is not installed: ${neededFor} need it. ` +
        `Install it (Debian, Ubuntu: apt-get install --no-install-recommends ${debianPackage}) or set ${variable} to its path.`,
    )
    .join('\n');
}
