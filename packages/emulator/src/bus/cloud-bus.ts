// The cloud's service bus: one topic per installation and per user group, in the cloud's framing, on our broker.
// Invariant: a subscription exists from the first time its connection details are asked for (observed: opening the
// details activates it), and what nobody subscribed to is not kept.
import { randomBytes } from 'node:crypto';
import type { Namespace } from '@fairlead/broker';
import { encodeBusMessage, formatCloudTime } from '@fairlead/protocol';
import type { SimulatedWorld, WorldEvent } from '../world/simulated-world.ts';

/** `messagingConnectionDetails` as the cloud answers it (zaptec-api.md §4.1). */
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

export interface CloudBus {
  installationDetails(installationId: string): CloudConnectionDetails;
  groupDetails(groupId: string): CloudConnectionDetails;
  publishRaw(installationId: string, body: Uint8Array): void;
  rotateKeys(): void;
  /** What idling for 14 days ends in; the next look at the connection details makes a new one. */
  removeSubscription(scopeId: string): void;
  /** Topics with a subscription, for the snapshot. */
  activeTopics(): readonly string[];
  close(): void;
}

const subscription = 'default';

export function createCloudBus(options: {
  readonly namespace: Namespace;
  readonly world: SimulatedWorld;
  /** Ids of the user groups that see an installation: their buses carry it. */
  readonly groupsSeeing: (installationId: string) => readonly string[];
  readonly address: () => BusAddress;
  readonly activeTopics: readonly string[];
}): CloudBus {
  const { namespace, world } = options;
  const keys = new Map<string, string>();

  const activate = (topic: string): void => {
    if (keys.has(topic)) return;
    const key = newKey();
    keys.set(topic, key);
    namespace.createTopic(topic);
    namespace.createSubscription(topic, subscription);
    namespace.setKey(topic, { name: topic, key });
  };
  const detailsOf = (topic: string): CloudConnectionDetails => {
    activate(topic);
    const { host, port, useSsl } = options.address();
    return {
      Type: 0,
      Host: host,
      Port: port,
      UseSSL: useSsl,
      Username: topic,
      Password: keys.get(topic) as string,
      Topic: topic,
      Subscription: subscription,
    };
  };
  const publish = (installationId: string, body: Uint8Array): void => {
    const topics = [installationTopic(installationId), ...options.groupsSeeing(installationId).map(groupTopic)];
    for (const topic of topics) if (keys.has(topic)) namespace.publish(topic, body);
  };
  for (const topic of options.activeTopics) activate(topic);

  const stopListening = world.onEvent((event) => {
    if (event.pushed) publish(event.installationId, frame(event));
  });

  return {
    installationDetails: (id) => detailsOf(installationTopic(id)),
    groupDetails: (id) => detailsOf(groupTopic(id)),
    publishRaw: publish,
    rotateKeys() {
      for (const topic of keys.keys()) {
        const key = newKey();
        keys.set(topic, key);
        namespace.setKey(topic, { name: topic, key });
      }
    },
    removeSubscription(scopeId) {
      for (const topic of [installationTopic(scopeId), groupTopic(scopeId)]) {
        if (keys.delete(topic)) namespace.deleteEntity(topic);
      }
    },
    activeTopics: () => [...keys.keys()],
    close: stopListening,
  };
}

function installationTopic(installationId: string): string {
  return `installation_${installationId}`;
}

function groupTopic(groupId: string): string {
  return `usergroup_${groupId}`;
}

/** Shared-access keys are 32 random bytes, base64, 44 characters (observed). */
function newKey(): string {
  return randomBytes(32).toString('base64');
}

/** The zone is optional on the stream (observed both ways): here the ids with an even number carry it. */
function frame(event: WorldEvent): Uint8Array {
  return encodeBusMessage({
    DeviceId: event.serial,
    DeviceType: event.deviceType,
    ChargerId: event.chargerId,
    StateId: event.stateId,
    Timestamp: formatCloudTime(event.atUs, { zone: event.stateId % 2 === 0 }),
    ...(event.value === null ? {} : { ValueAsString: event.value }),
  });
}
