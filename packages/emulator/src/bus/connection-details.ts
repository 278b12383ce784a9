// `messagingConnectionDetails` as the cloud answers it (zaptec-api.md §4.1).
import type { SwitchValues } from '../switches/switch-table.ts';
import { subscription } from './bus-topics.ts';

export interface CloudConnectionDetails {
  readonly Type: 0;
  readonly Host: string;
  readonly Port: number;
  readonly UseSSL: boolean;
  readonly Username: string;
  readonly Password: string;
  readonly Topic: string;
  readonly Subscription: string;
}

export interface BusAddress {
  readonly host: string;
  readonly port: number;
  readonly useSsl: boolean;
}

/** The only port that the real cloud knows, and the one that clients assume who ignore `Port`. */
const usualPort = 5671;

export function connectionDetails(
  { topic, key }: { readonly topic: string; readonly key: string },
  address: BusAddress,
  form: SwitchValues['host-form'],
): CloudConnectionDetails {
  return {
    Type: 0,
    Host: hostOf(address, form),
    Port: address.port,
    UseSSL: address.useSsl,
    Username: topic,
    Password: key,
    Topic: topic,
    Subscription: subscription,
  };
}

function hostOf({ host, port }: BusAddress, form: SwitchValues['host-form']): string {
  const bare = host.includes(':') ? `[${host}]` : host;
  if (form === 'bare' || (form === 'auto' && port === usualPort)) return bare;
  return `${bare}:${port}`;
}
