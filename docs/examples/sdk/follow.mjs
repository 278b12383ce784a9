// Follows: what changes, as it changes, until it is interrupted. Over the service bus where the account has one.
import { homedir } from 'node:os';
import { connect, explain, fromEnvironment } from '@fairlead/sdk';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interrupted.abort());

const zaptec = await connect({
  credentials: fromEnvironment(),
  userAgent: 'my-app/1.0 (+https://example.org)',
  keepIn: `${homedir()}/.my-app`, // what a restart needs to go on politely
  baseUrl: process.env.ZAPTEC_URL,
  userGroupIds: process.env.ZAPTEC_USER_GROUP?.split(','),
});
const changes = zaptec.changes({ signal: interrupted.signal, also: ['login'] });
await zaptec.account.ready(interrupted.signal).catch((error) => console.log(error.message, explain(error).fault));
console.log('following');
for await (const change of changes) {
  if (change.kind === 'login') console.log('login', change.state, change.trouble ?? '');
  if (change.kind !== 'value') continue;
  const { freshness } = zaptec.chargers.freshness(change.chargerId);
  console.log(change.name ?? change.stateId, change.value, `${change.ageMs} ms old, by ${change.via}, ${freshness}`);
}
await zaptec.close();
