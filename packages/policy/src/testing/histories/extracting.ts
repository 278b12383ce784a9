// Heavy reads, dying endpoints and taking too much. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

export const kept = {} as const satisfies KeptHistories;

export const broken = {} as const satisfies BrokenHistories;
