// The page of the calls that can be made at all, by the ids that `account.call` takes: made from the table of documented endpoints.
import { type Endpoint, endpoints } from '@fairlead/protocol';
import { table } from './table.ts';

export function endpointsPage(): string {
  return `# The endpoints, by id

Written from the code by \`npm run docs\`, from the table that the SDK calls by, the emulator answers by and the policy counts by. What is not
in it cannot be called: \`account.call\` takes an id of it, never a path.

\`\`\`js
const answer = await zaptec.account.call({
  endpoint: 'charger-state',
  params: { id: charger.id },
  cause: 'user',
  lane: 'interactive',
  app: null,
});
\`\`\`

\`params\` are the names in braces, each an id as the cloud gave it, \`commandId\` that of a public command; \`query\` are names of the third
column, in this casing. The class is what [the policy](policy.md) counts a call as. \`token\` is not for callers: the account logs in by
itself. Who may make which is in [who may what](who-may-what.md); the rooms \`chargers\`, \`installations\` and \`sessions\` make most of
them for you, and say what is held instead.

${table(['id', 'call', 'query', 'class', 'token', 'source'], endpoints.map(rowOf))}

Deprecated; the SDK itself calls them only where what stands instead cannot be had:

${table(['id', 'instead', 'why'], endpoints.flatMap(insteadOf))}
`;
}

function rowOf({ id, method, path, query, class: counted, needsToken, source }: Endpoint): readonly string[] {
  const names = query.map((name) => `\`${name}\``).join(', ') || '–';
  return [`\`${id}\``, `\`${method} ${path}\``, names, counted, needsToken ? 'yes' : 'no', `<${source}>`];
}

function insteadOf({ id, deprecated }: Endpoint): readonly (readonly string[])[] {
  return deprecated === null ? [] : [[`\`${id}\``, `\`${deprecated.insteadId}\``, deprecated.note]];
}
