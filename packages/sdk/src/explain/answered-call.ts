// What the call was whose answer an error tells of: the words for it differ. Bound: an entry goes with its error.
import type { SdkError } from '../sdk-error.ts';
import type { Asked } from './words-of-endpoints.ts';

export const answeredCall = new WeakMap<SdkError, Asked['call']>();
