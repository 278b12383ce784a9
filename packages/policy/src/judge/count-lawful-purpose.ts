// lawful-purpose, counted: declared, or it cannot be told; never broken.
import { lawfulPurpose } from '../clauses/lawful-purpose.ts';
import { countAttested } from './count-attested.ts';

export const countLawfulPurpose = countAttested(lawfulPurpose, { canBreak: false });
