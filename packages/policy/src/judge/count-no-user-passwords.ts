// no-user-passwords, counted: one measurement and one declaration for each account.
import { noUserPasswords } from '../clauses/no-user-passwords.ts';
import { countAttested } from './count-attested.ts';

export const countNoUserPasswords = countAttested(noUserPasswords, { canBreak: true });
