// Writing too often, and commanding in vain.
import type { Breaches } from './breach.ts';

export const writing: Breaches = {};
