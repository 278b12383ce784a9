// Commands: pauses a charger and resumes it. Each is checked first, sent once, and believed when the charger shows it.
import { homedir } from 'node:os';
import { connect, explain, fromEnvironment } from '@fairlead/sdk';

const zaptec = await connect({
  credentials: fromEnvironment(),
  userAgent: 'my-app/1.0 (+https://example.org)',
  keepIn: `${homedir()}/.my-app`, // what a restart needs to go on politely
  baseUrl: process.env.ZAPTEC_URL,
  userGroupIds: process.env.ZAPTEC_USER_GROUP?.split(','),
});
try {
  await zaptec.account.ready();
  const chargers = await Array.fromAsync(zaptec.chargers.list());
  const [serial = chargers.find(({ mode }) => mode.value === 'charging')?.serial] = process.argv.slice(2);
  console.log(serial ?? 'no charger charges: plug a car in, or name a charger');
  const paused = serial && (await zaptec.chargers.pause(serial));
  if (paused) console.log('pause', paused.outcome, paused.reason ?? '');
  if (paused?.outcome === 'confirmed') {
    const resumed = await zaptec.chargers.resume(serial);
    console.log('resume', resumed.outcome, resumed.reason ?? '');
  }
} catch (error) {
  const { happened, remedy } = explain(error);
  console.log(`not sent: ${happened}. ${remedy}.`);
} finally {
  await zaptec.close();
}
