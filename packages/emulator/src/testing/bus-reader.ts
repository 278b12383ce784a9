// A reader of the emulated bus behind the in-process door: takes all that comes and remembers it.
import { decodeBusMessage } from '@fairlead/protocol';
import type { BusDetails, BusMessage } from '../contract.ts';
import type { AccountName } from '../fleets/accounts.ts';
import type { RehearsedCallers } from './rehearsed-callers.ts';

export type Kind = 'installation' | 'group';

/** Where the connection details of the first installation, or of the owner's group, are asked for. */
export function detailsPath({ emulator }: RehearsedCallers, kind: Kind = 'installation'): string {
  const [groupId] = emulator.accounts.owner.userGroupIds;
  const place =
    kind === 'group' ? `userGroups/${groupId}` : `installation/${emulator.world.chargers()[0]?.installationId}`;
  return `/api/${place}/messagingConnectionDetails`;
}

/** With a login of its own: tokens end after a day, and a minute of a test may be weeks. */
export async function look(cloud: RehearsedCallers, kind: Kind = 'installation', name: AccountName = 'owner') {
  const { access_token } = (await (await cloud.login(name)).json()) as { access_token: string };
  const answer = await cloud.emulator.fetch(`${cloud.emulator.url}${detailsPath(cloud, kind)}`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  const text = await answer.text();
  return { status: answer.status, told: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

export async function detailsOf(
  cloud: RehearsedCallers,
  kind: Kind = 'installation',
  name: AccountName = 'owner',
): Promise<BusDetails> {
  const { told } = await look(cloud, kind, name);
  return {
    host: String(told['Host']),
    port: Number(told['Port']),
    useSsl: told['UseSSL'] === true,
    username: String(told['Username']),
    password: String(told['Password']),
    topic: String(told['Topic']),
    subscription: String(told['Subscription']),
  };
}

export async function busReader(cloud: RehearsedCallers, details: BusDetails) {
  const got: (BusMessage & { readonly text: string })[] = [];
  const losses: string[] = [];
  const link = await cloud.emulator.messageSource().open(
    details,
    {
      async message(message) {
        got.push({ ...message, text: Buffer.from(message.body).toString('latin1') });
        return 'complete';
      },
      lost: ({ condition }) => void losses.push(condition),
    },
    { credit: 500 },
  );
  const observations = () =>
    got.flatMap(({ body }) => {
      const decoded = decodeBusMessage(body);
      return decoded.kind === 'observation' ? [decoded] : [];
    });
  return { got, losses, observations, close: () => link.close() };
}
