// Taking too much, or through a dying door.
import type { Breaches } from './breach.ts';

export const extracting: Breaches = {};
