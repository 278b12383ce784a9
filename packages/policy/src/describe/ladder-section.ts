// What happens to an account that breaks the policy, as a section of the page.
import { type LadderRule, ladderRules } from '../ladder/ladder-rules.ts';
import { paragraphs, plain, table } from './markdown.ts';
import { quantity } from './quantity.ts';

export function ladderSection(): string {
  return paragraphs(steps, table(['number', 'value', 'why'], Object.entries(ladderRules).map(row)), operators);
}

const steps = `The policy names the steps (§8) and none of their numbers: *good standing*, *warned*, *suspended*, *terminated*. A **finding** is one
clause, one account and one episode of breaches; it is worth the points of its severity once, and once more for every further full hour that
it lasts. Points fade. A warning carries its clauses, the evidence and what to do. A suspension has an end, and each is longer than the one
before it; so many of them, or a critical finding after one, end in termination. Refused logins carry no account: they count against
the address that they came from and change no account's standing.`;

const operators = `Reinstatement, the waiver of a clause for an account, and a higher tier are what an operator of the provider does, written down with who,
when and why.`;

function row([name, { value, unit, why }]: readonly [string, LadderRule]): readonly string[] {
  return [`\`${name}\``, unit === 'ms' ? quantity(value, unit) : `${value} ${unit}`, plain(why)];
}
