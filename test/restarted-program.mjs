// The ten lines as a process, for the test that kills it: `node restarted-program.mjs [keepIn]`. Says when it is ready.
import { connect, fromEnvironment } from '@fairlead/sdk';

const [keepIn] = process.argv.slice(2);
try {
  const zaptec = await connect({
    credentials: fromEnvironment(),
    userAgent: 'restarted-program/1.0 (+https://example.org)',
    baseUrl: process.env.ZAPTEC_URL,
    userGroupIds: process.env.ZAPTEC_USER_GROUP.split(','),
    keepIn,
  });
  for await (const { serial } of zaptec.chargers.list()) console.log(serial);
  console.log('ready');
  for await (const change of zaptec.changes()) console.log(change.kind);
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
  process.exitCode = 3;
}
