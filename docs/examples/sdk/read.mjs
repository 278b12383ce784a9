// Reads: which chargers there are, and what they do. Ends by itself.
import { homedir } from 'node:os';
import { connect, fromEnvironment } from '@fairlead/sdk';

const zaptec = await connect({
  credentials: fromEnvironment(), // ZAPTEC_USERNAME and ZAPTEC_PASSWORD
  userAgent: 'my-app/1.0 (+https://example.org)',
  keepIn: `${homedir()}/.my-app`, // what a restart needs to go on politely
  baseUrl: process.env.ZAPTEC_URL, // the emulated cloud; left out: the real one
});
for await (const { name, serial, mode, powerW, warnings } of zaptec.chargers.list()) {
  const troubles = warnings.value?.map(({ words }) => words).join(', ') || 'no warnings';
  console.log(`${name} (${serial}): ${mode.value}, ${powerW.value ?? 'unknown'} W, ${troubles}`);
}
await zaptec.close();
