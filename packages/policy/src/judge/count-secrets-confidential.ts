// UNWRITTEN
import { secretsConfidential } from '../clauses/secrets-confidential.ts';
import type { Counting } from './count.ts';

export const countSecretsConfidential: Counting<null> = {
  clause: secretsConfidential,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
