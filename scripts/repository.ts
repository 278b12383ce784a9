// Where things lie in this repository, and the environment that our tools run in.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

export const root = dirname(import.meta.dirname);

/** The script behind a tool's command. It is looked for as Node looks for packages: it may be nested in `from`. */
export function toolScript(tool: string, command: string = tool, from: string = root): string {
  // By folder, since some packages keep their manifest out of their `exports`.
  const folders = createRequire(join(from, 'package.json')).resolve.paths(tool) ?? [];
  const folder = folders.map((path) => join(path, tool)).find((path) => existsSync(join(path, 'package.json')));
  if (folder === undefined) throw new Error(`Failed to find ${tool}: it is not installed. Run \`npm ci\`.`);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new Error(`Failed to find ${command}: ${tool} has no such command. See ${folder}.`);
  return join(folder, script);
}

/** Our own tools first, so that a child that says `node` gets the Node that came along. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const bin = join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
}
