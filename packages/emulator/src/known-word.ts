// Words of a closed list, from callers whose types nobody checked.
import { EmulatorError } from './emulator-error.ts';
import { shown } from './shown.ts';

/** @throws EmulatorError `unknown-word` */
export function needKnownWord(word: unknown, known: readonly string[], failedTo: string): void {
  if (typeof word === 'string' && known.includes(word)) return;
  throw new EmulatorError(
    'unknown-word',
    `Failed to ${failedTo}: there is no ${shown(word)} of that kind. Give one of ${known.join(', ')}.`,
  );
}
