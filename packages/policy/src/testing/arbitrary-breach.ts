// For each clause, facts that break it and nothing else but what it implies, in many shapes, from `atMs` on.
import type { Breaches } from './breaches/breach.ts';
import { duties } from './breaches/duties.ts';
import { extracting } from './breaches/extracting.ts';
import { reading } from './breaches/reading.ts';
import { sending } from './breaches/sending.ts';
import { trespass } from './breaches/trespass.ts';
import { writing } from './breaches/writing.ts';

export const breaches: Breaches = { ...sending, ...reading, ...extracting, ...writing, ...trespass, ...duties };
