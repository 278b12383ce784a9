// The scenario that an emulated cloud plays: one that comes along, by name, or a file.
import { readFile } from 'node:fs/promises';
import { namedScenarios, parseScenario, type Scenario, type ScenarioLine, type ScenarioName } from '@fairlead/emulator';
import { Option } from 'commander';

const names = Object.keys(namedScenarios).join(', ');

export const scenarioOption = new Option('--scenario <name|file>', `what goes wrong, and when: ${names}, or a file`);

/** For the end of the help: what each rehearses. */
export function scenarioHelp(): string {
  const widest = Math.max(...Object.keys(namedScenarios).map((name) => name.length));
  const lines = Object.values(namedScenarios).map(({ name, about }) => `  ${name.padEnd(widest)}  ${about}`);
  return `\nScenarios:\n${lines.join('\n')}\n`;
}

/** @throws EmulatorError `bad-scenario` for a file that is none; ScenarioFileError for one that cannot be read */
export async function scenarioOf(told: string): Promise<ScenarioName | Scenario> {
  if (isName(told)) return told;
  const text = await readFile(told, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT')
      throw new ScenarioFileError(
        `Failed to find the scenario ${told}: none has this name, and there is no such file. Give one of ${names}, or a file.`,
        { cause },
      );
    throw new ScenarioFileError(
      `Failed to read the scenario ${told}: ${cause.message}. Give one of ${names}, or a file that can be read.`,
      { cause },
    );
  });
  return parseScenario(text, told);
}

/** One line for what happened: `00:10:00  cut-bus for 15m: The bus takes nobody.` */
export function lineOf({ atMs, text, refused }: ScenarioLine): string {
  const [hours, minutes, seconds] = [atMs / 3_600_000, (atMs / 60_000) % 60, (atMs / 1_000) % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}  ${text}${refused === null ? '' : ` (nothing came of it: ${refused})`}`;
}

function isName(told: string): told is ScenarioName {
  return Object.hasOwn(namedScenarios, told);
}

export class ScenarioFileError extends Error {
  override readonly name = 'ScenarioFileError';
  readonly code = 'scenario-file';
}
