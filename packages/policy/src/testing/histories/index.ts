// All hand-written histories.
import * as duties from './duties.ts';
import * as extracting from './extracting.ts';
import * as reading from './reading.ts';
import * as sending from './sending.ts';
import type { BrokenHistories, KeptHistories } from './told.ts';
import * as trespass from './trespass.ts';
import * as writing from './writing.ts';

const all = [sending, reading, extracting, writing, trespass, duties];

export const kept: KeptHistories = Object.assign({}, ...all.map((group) => group.kept));
export const broken: BrokenHistories = Object.assign({}, ...all.map((group) => group.broken));
