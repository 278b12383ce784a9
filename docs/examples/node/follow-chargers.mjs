// Logs in, lists the chargers, reads the state of one, and follows what all of them report.
import { ServiceBusClient } from '@azure/service-bus';

const base = process.env.ZAPTEC_URL ?? 'https://api.zaptec.com'; // the only line that knows of the emulator

/** Asks again after a 429, when and only when the cloud says so. */
async function call(path, options = {}) {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(base + path, {
      ...options,
      headers: { 'user-agent': 'my-integration/1.0 (you@example.org)', ...options.headers },
    });
    if (answer.ok) return answer.json();
    if (answer.status !== 429 || attempt === 5) throw new Error(`${path} answered ${answer.status}`);
    const seconds = Number(answer.headers.get('retry-after') ?? 1);
    console.error(`429: asking again in ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

const { access_token } = await call('/oauth/token', {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'password',
    username: process.env.ZAPTEC_USERNAME,
    password: process.env.ZAPTEC_PASSWORD,
  }),
});
const get = (path) => call(path, { headers: { authorization: `Bearer ${access_token}` } });

const { Data: chargers } = await get('/api/chargers');
console.log(`${chargers.length} chargers`);
const state = await get(`/api/chargers/${chargers[0].Id}/state`);
const mode = state.find(({ StateId }) => StateId === 710);
console.log(`${chargers[0].Name} is in mode ${mode?.ValueAsString}`);

const details = await get(`/api/userGroups/${process.env.ZAPTEC_USER_GROUP}/messagingConnectionDetails`);
const [host, port = details.Port] = details.Host.split(':');
const client = new ServiceBusClient(
  `Endpoint=sb://${host}:${port}/;SharedAccessKeyName=${details.Username};SharedAccessKey=${details.Password}` +
    (details.UseSSL ? '' : ';UseDevelopmentEmulator=true'), // without TLS, which the real cloud never asks for
  { customEndpointAddress: `sb://${host}:${port}` }, // else this client drops the port
);

/** The body is a .NET binary XML string around JSON: an element, its namespace, and a text behind its length. */
function decode(body) {
  const bytes = Buffer.from(body);
  let at = 2 + bytes[1]; // past the element's name
  at += 2 + bytes[at + 1]; // past its namespace
  const width = 1 << ((bytes[at] - 0x98) >> 1); // the length takes 1, 2 or 4 bytes behind 98, 9A, 9C (or the odd ones)
  const start = at + 1 + width;
  return JSON.parse(bytes.toString('utf8', start, start + bytes.readUIntLE(at + 1, width)));
}

client.createReceiver(details.Topic, details.Subscription).subscribe({
  // Returning completes the message; throwing gives it back to be delivered again.
  processMessage: async ({ body }) => console.log(JSON.stringify(decode(body))),
  processError: async ({ error }) => console.error(String(error)),
});
console.log('following');
