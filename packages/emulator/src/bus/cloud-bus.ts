// The cloud's service bus: what the world reports, on one topic per installation and per user group, in the cloud's
// framing, on our broker. Its habits are switches, asked at the moment of use.
// Invariant: what nobody subscribed to is not kept, nor even framed; all chance is seeded, all delay by the clock.
import type { Namespace } from '@fairlead/broker';
import type { Clock } from '../contract.ts';
import type { Switches } from '../switches/switches.ts';
import type { SimulatedWorld, WorldEvent } from '../world/simulated-world.ts';
import { busChance } from './bus-chance.ts';
import { busFrame } from './bus-frame.ts';
import { groupTopic, installationTopic, kindOf, openBuses } from './bus-kinds.ts';
import { type BusTopics, createBusTopics, type SavedTopics } from './bus-topics.ts';
import { type BusAddress, type CloudConnectionDetails, connectionDetails } from './connection-details.ts';
import { createLateMessages } from './late-messages.ts';
import { repeat } from './repeat.ts';
import { createStaleValues } from './stale-values.ts';
import { createZeroUuidMessages } from './zero-uuid-messages.ts';

/** `off`: there is no such bus. `removed`: nobody read it for 14 days. */
export type BusDetailsAnswer =
  | { readonly kind: 'details'; readonly details: CloudConnectionDetails }
  | { readonly kind: 'off' | 'removed' };

/** Who asks for connection details. */
export interface BusCaller {
  readonly accountId: string;
  /** The header `Host` of his call. */
  readonly calledHost: string | undefined;
}

export interface CloudBus {
  /** @param accountId who is told them */
  installationDetails(installationId: string, caller: BusCaller): BusDetailsAnswer;
  groupDetails(groupId: string, caller: BusCaller): BusDetailsAnswer;
  /** The row of an installation was shown, which says whether it has a bus (`MessagingEnabled`). */
  shown(installationId: string, accountId: string): void;
  publishRaw(installationId: string, body: Uint8Array): void;
  rotateKeys(): void;
  /** As the cloud does with a subscription that nobody read for 14 days. */
  removeSubscription(topic: string): void;
  /** As portal and support do. */
  activate(topic: string): void;
  /** For the snapshot. */
  topics(): SavedTopics;
  close(): void;
}

export interface CloudBusOptions {
  readonly clock: Clock;
  readonly namespace: Namespace;
  readonly world: SimulatedWorld;
  readonly switches: Switches;
  /** Ids of the user groups that see an installation: their buses carry it. */
  readonly groupsSeeing: (installationId: string) => readonly string[];
  /** As whoever called that host reaches it. */
  readonly address: (calledHost: string | undefined) => BusAddress;
  /** Connection details were handed out. */
  readonly told: (topic: string, accountId: string) => void;
  /** An account was told that it cannot have this stream: it is switched off, or its subscription was removed. */
  readonly refused: (topic: string, accountId: string) => void;
  readonly saved: SavedTopics;
}

export function createCloudBus(options: CloudBusOptions): CloudBus {
  const { clock, namespace, world, switches } = options;
  const topics = createBusTopics(namespace, options.saved);
  const isOpen = (topic: string): boolean => openBuses(switches.get('bus')).has(kindOf(topic));

  const late = createLateMessages(clock, busChance(world.seed, 'order'));
  const stale = createStaleValues(busChance(world.seed, 'stale'));
  const coin = busChance(world.seed, 'second-reader');

  const send = (to: readonly string[], body: Uint8Array): void => {
    for (const topic of to) {
      // A message may have been under way while its topic went.
      if (!topics.has(topic)) continue;
      // What somebody else took was there: its sequence number is spent.
      const isTaken = switches.get('second-reader') === 'takes-half' && coin() < 0.5;
      namespace.publish(topic, body, isTaken ? { ttlMs: 0 } : {});
    }
  };
  const carry = (to: readonly string[], body: Uint8Array): void => {
    if (switches.get('bus-order') === 'shuffled') late.add(() => send(to, body));
    else send(to, body);
  };
  const carryEvent = (to: readonly string[], event: WorldEvent): void =>
    carry(to, busFrame(event, switches.get('time-fraction-digits')));
  const zeroUuids = createZeroUuidMessages({
    clock,
    on: () => switches.get('zero-uuid-messages') === 'hourly',
    publish: (topic, event) => carryEvent([topic], event),
  });
  const topicsOf = (installationId: string): string[] =>
    [installationTopic(installationId), ...options.groupsSeeing(installationId).map(groupTopic)].filter(topics.has);

  const stopListening = world.onEvent((event) => {
    if (!event.pushed) return;
    const to = topicsOf(event.installationId);
    if (to.length === 0) return;
    carryEvent(to, event);
    zeroUuids.saw(to, event);
    const older = switches.get('stale-messages') === 'some' ? stale.after(event) : undefined;
    if (older) carryEvent(to, older);
  });
  const rotation = repeat(clock, () => keyLifeMs(switches), topics.rotateKeys);
  const stopHearing = switches.onChange((changed) => {
    if (changed.has('bus-key-life-min')) rotation.restart();
    if (changed.has('stale-messages')) stale.forget();
    if (changed.has('bus')) topics.close((topic) => !isOpen(topic));
  });

  const look = (topic: string, { accountId, calledHost }: BusCaller): BusDetailsAnswer => {
    const address = () => options.address(calledHost);
    const answer = isOpen(topic) ? lookAt(topics, topic, { switches, address }) : ({ kind: 'off' } as const);
    if (answer.kind === 'details') options.told(topic, accountId);
    if (answer.kind === 'removed') options.refused(topic, accountId);
    return answer;
  };
  return {
    installationDetails: (id, caller) => look(installationTopic(id), caller),
    groupDetails: (id, caller) => look(groupTopic(id), caller),
    shown(id, accountId) {
      const topic = installationTopic(id);
      if (!isOpen(topic)) options.refused(topic, accountId);
    },
    publishRaw: (installationId, body) => carry(topicsOf(installationId), body),
    rotateKeys: topics.rotateKeys,
    removeSubscription: topics.remove,
    activate: topics.activate,
    topics: topics.saved,
    close() {
      stopListening();
      stopHearing();
      rotation.stop();
      zeroUuids.stop();
      late.stop();
    },
  };
}

function lookAt(
  topics: BusTopics,
  topic: string,
  { switches, address }: { readonly switches: Switches; readonly address: () => BusAddress },
): BusDetailsAnswer {
  const key = topics.keyAtLook(topic);
  if (key === null) return { kind: 'removed' };
  return { kind: 'details', details: connectionDetails({ topic, key }, address(), switches.get('host-form')) };
}

function keyLifeMs(switches: Switches): number | null {
  const minutes = switches.get('bus-key-life-min');
  return minutes === 0 ? null : minutes * 60_000;
}
