// secrets-confidential, counted: two measurements and one statement for each account.
import { secretsConfidential } from '../clauses/secrets-confidential.ts';
import { countAttested } from './count-attested.ts';

export const countSecretsConfidential = countAttested(secretsConfidential, { canBreak: true });
