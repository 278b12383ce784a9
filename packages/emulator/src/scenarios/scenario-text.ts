// A scenario as text: JSON, with the line where it stops being JSON.
import { jsonFaultAt } from './json-fault.ts';
import { readScenario } from './read-scenario.ts';
import type { Scenario } from './scenario.ts';
import { wrong } from './told-object.ts';

/** As much as the control API takes: 100 steps with the largest bodies are 450 kB. */
const maxCharacters = 1_048_576;

/**
 * Reads a scenario.
 *
 * @param file where it stands, for the sentence about what is wrong
 *
 * @example
 * emulator.scenario.start(parseScenario(await readFile('mine.json', 'utf8'), 'mine.json'));
 *
 * @throws EmulatorError `bad-scenario` that names the line, or the step, which is wrong
 */
export function parseScenario(text: string, file?: string): Scenario {
  if (text.length > maxCharacters) throw wrong(file ?? 'it', `is longer than ${maxCharacters} characters. Shorten it.`);
  const told = parsed(text, file);
  readScenario(told, file);
  return told as Scenario;
}

function parsed(text: string, file: string | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { line, column } = jsonFaultAt(text);
    const where = `line ${line}${file === undefined ? '' : ` of ${file}`}`;
    throw wrong(where, `is no JSON from column ${column} on. Correct it there.`);
  }
}
