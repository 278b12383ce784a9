// A command loads what it runs and no more: the emulator alone starts in half the time without the gateway, the SDK and their libraries.
import { expect, test } from 'vitest';
import { startFairlead } from './command-line.ts';

/** Says at the end which modules were loaded, by their addresses. */
const tellModules = `import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
process.on('exit', () => console.log(loaded.join('\\n')));`;

test.each([
  ['emulator', ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0']],
  ['demo', ['--port', '0', '--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0']],
])('%s loads gateway and SDK only where it runs them', async (command, args) => {
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(tellModules)}` };
  const running = startFairlead([command, ...args], env);
  await running.says(/Stop with Ctrl-C/);
  const { output } = await running.stop('SIGTERM');
  expect(output).toContain('/packages/emulator/src/start-emulator.ts');
  // What makes a folder is a door of its own, and all that the emulator alone takes from there.
  const fromRooms = output.split('\n').filter((url) => /\/packages\/(?:gateway|sdk)\//.test(url));
  expect(fromRooms.some((url) => !url.endsWith('/make-folder.ts'))).toBe(command === 'demo');
});
