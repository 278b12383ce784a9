// A scenario as text: JSON, with the line where it stops being JSON.
import { EmulatorError } from '../emulator-error.ts';
import { readScenario } from './read-scenario.ts';
import type { Scenario } from './scenario.ts';

/**
 * Reads a scenario file.
 *
 * @example
 * emulator.scenario.start(parseScenario(await readFile('mine.json', 'utf8')));
 *
 * @throws EmulatorError `bad-scenario` that names the line, or the step, which is wrong
 */
export function parseScenario(text: string): Scenario {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch (cause) {
    throw new EmulatorError('bad-scenario', `Failed to read the scenario: ${placeOf(cause)} Correct its JSON.`, {
      cause,
    });
  }
  readScenario(told);
  return told as Scenario;
}

/** The engine says `… in JSON at position 12 (line 2 column 3)`, or nothing of a place where the text just ends. */
function placeOf(cause: unknown): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(String(cause)) ?? [];
  return line === undefined
    ? 'it ends too early, or is no JSON at all.'
    : `line ${line} is wrong from column ${column} on.`;
}
