// personal-data, counted: four statements for each account.
import { personalData } from '../clauses/personal-data.ts';
import { countAttested } from './count-attested.ts';

export const countPersonalData = countAttested(personalData, { canBreak: true });
