// Other doors, borrowed names, what is not one's own.
import type { Breaches } from './breach.ts';

export const trespass: Breaches = {};
