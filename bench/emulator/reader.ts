// The official client on the bus of the user group: what a large customer runs.
import { ServiceBusClient } from '@azure/service-bus';
import type { Place } from './cloud.ts';
import { login } from './login.ts';

export interface Reader {
  /** Messages so far. */
  readonly count: () => number;
  /** Resolves with the first message. */
  readonly first: Promise<void>;
  close(): Promise<void>;
}

export async function openReader(place: Place): Promise<Reader> {
  const answer = await fetch(`${place.url}/api/userGroups/${place.groupId}/messagingConnectionDetails`, {
    headers: { authorization: `Bearer ${await login(place)}` },
  });
  const told = (await answer.json()) as Record<string, string>;
  // The switch `--host-form` decides whether Host holds the port; here it does, since it is not 5671.
  const client = new ServiceBusClient(
    `Endpoint=sb://${told['Host']}/;SharedAccessKeyName=${told['Username']};SharedAccessKey=${told['Password']};UseDevelopmentEmulator=true`,
  );
  const receiver = client.createReceiver(told['Topic'] ?? '', told['Subscription'] ?? '');
  let count = 0;
  let arrived: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  receiver.subscribe(
    {
      async processMessage() {
        count += 1;
        arrived();
      },
      async processError({ error }) {
        throw error;
      },
    },
    { maxConcurrentCalls: 500 },
  );
  return { count: () => count, first, close: () => client.close() };
}
