// The one refusal of a wrong argument.
import { failure } from './explain/failure.ts';
import type { SdkError } from './sdk-error.ts';

/** @param wrong what is wrong with it, as a check says */
export function misfit(task: string, wrong: string): SdkError {
  return failure(task, 'invalid-option', { happened: wrong, remedy: 'Correct what is passed' });
}

/** @param wrong what is wrong with it, as a check says; null where nothing is @throws SdkError `invalid-option` */
export function mustFit(task: string, wrong: string | null): void {
  if (wrong !== null) throw misfit(task, wrong);
}
