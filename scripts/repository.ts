// Where things lie in this repository, and the environment that our tools run in.
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

export const root = dirname(import.meta.dirname);

/** The script behind a tool's command, found as Node finds packages: it may be nested in `from`. */
export function toolScript(tool: string, command: string = tool, from: string = root): string {
  const find = createRequire(join(from, 'package.json'));
  const manifestPath = find.resolve(`${tool}/package.json`);
  const { bin } = find(manifestPath) as { bin: string | Record<string, string> };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined)
    throw new Error(`Failed to find ${command}: ${tool} has no such command. See ${manifestPath}.`);
  return join(dirname(manifestPath), script);
}

/** Our own tools first, so that a child that says `node` gets the Node that came along. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const bin = join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
}
