// The page that says what each role may call, and what the SDK does instead: made from the SDK's own table.
import { endpoints } from '@fairlead/protocol';
import { type Right, roles, roleTable } from '@fairlead/sdk';
import { table } from './table.ts';

export function whoMayWhat(): string {
  const rows = endpoints.map(({ id, method, path, deprecated }) => [
    `\`${method} ${path}\`${deprecated === null ? '' : ' (deprecated)'}`,
    ...roles.map((role) => told(roleTable[id][role])),
  ]);
  return `# Who may call what, and what the SDK does instead

Written from the code by \`npm run docs\`. The roles are the portal's: \`CurrentUserRoles\` of an installation or charger is a mask of them,
and the constants call Service \`Maintainer\`. Where the sources are best reading, the cloud's own answer counts: a 403 is told as it came. A
read that is not the cloud's own, whole and newest answer says so in its \`reason\`.

${table(['call', ...roles], rows)}
`;
}

function told(right: Right): string {
  switch (right.may) {
    case 'yes':
      return 'yes';
    case 'part':
      return `in part: ${right.how}`;
    case 'perhaps':
      return `perhaps (else ${right.status}), so not asked. ${right.instead}`;
    case 'no':
      return `no (${right.status}). ${right.instead}`;
  }
}
