// The page that says how far the emulated cloud can be believed: made from the switches and from the table of exact facts.
import { type SwitchDefinition, switchTable } from '@fairlead/emulator';
import { exactFacts, notPlayed } from './exact-facts.ts';
import { table } from './table.ts';

export function whatIsExact(): string {
  const fixed = exactFacts.map(({ what, certainty, source }) => [what, certainty, source]);
  const switches = Object.entries<SwitchDefinition>(switchTable).map(([id, definition]) => [
    `\`${id}\``,
    definition.title,
    `\`${defaultOf(definition)}\``,
    alternativesOf(definition),
    definition.sees,
    definition.certainty,
    definition.source,
  ]);
  return `# What is exact in the emulated cloud, and what is a guess

Written from the code by \`npm run docs\`. **Documented**: the cloud's own documents say so. **Observed**: its users or developers saw it,
and said so in public. **Uncertain**: a guess, since nobody says, or sources contradict each other. Sources are pages of docs.zaptec.com and
help.zaptec.com, the texts of the API Fair Use policy, and public threads (owner/repository#number).

## The same for everybody

${table(['what', 'how it is known', 'source'], fixed)}

## Not played

${table(
  ['what', 'why'],
  notPlayed.map(({ what, why }) => [what, why]),
)}

## Switches

What sources disagree on or are silent about, and what the cloud may change. Each is a flag of \`npx fairlead emulator\` under its name,
a key of the JSON file that \`--switches\` names, an option of \`startEmulator({ switches })\`, and can be turned while clients are
connected: \`PATCH /_emulator/switches\`. Numbers are whole.

${table(['switch', 'of what', 'default', 'otherwise', 'what a client sees then', 'how the default is known', 'source'], switches)}
`;
}

function defaultOf(definition: SwitchDefinition): string {
  return definition.kind === 'choice' ? definition.words[0] : `${definition.default} ${definition.unit}`;
}

function alternativesOf(definition: SwitchDefinition): string {
  if (definition.kind === 'number') return `${definition.least} to ${definition.most} ${definition.unit}`;
  return definition.words
    .slice(1)
    .map((word) => `\`${word}\``)
    .join(', ');
}
