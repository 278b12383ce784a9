// One seed for every property test, so that a run that was green is green again. Others are explored on purpose:
// `FAIRLEAD_SEED=7 npm test`; a failing run prints its seed and path as always.
import { configureGlobal } from 'fast-check';

const wanted = Number(process.env['FAIRLEAD_SEED'] ?? '20261122');
configureGlobal({ seed: Number.isInteger(wanted) ? wanted : 20_261_122 });
