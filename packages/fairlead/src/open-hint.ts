// The whole command line that opens the page again: with the flags that this gateway needs, and no others.
import { relative, resolve } from 'node:path';
import { demoDataDir } from './data-dir-option.ts';
import { ports } from './port-option.ts';

/** For a person in the folder `from`, default the current one. */
export function openHint(gateway: { readonly url: string; readonly dataDir: string }, from = '.'): string {
  const port = Number(new URL(gateway.url).port);
  const portFlag = port === ports.gateway ? '' : ` --port ${port}`;
  const dir = relative(resolve(from), resolve(from, gateway.dataDir)) || '.';
  const dirFlag = dir === demoDataDir ? '' : ` --data-dir ${dir.includes(' ') ? `'${dir}'` : dir}`;
  return `npx fairlead open${portFlag}${dirFlag}`;
}
