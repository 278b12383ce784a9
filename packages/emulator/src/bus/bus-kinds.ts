// The two kinds of bus (zaptec-api.md §4.2) and their topics; the form of a group's is uncertain.
import type { SwitchValues } from '../switches/switch-table.ts';

export type BusKind = 'installation' | 'group';

const topicPrefixes: Readonly<Record<BusKind, string>> = { installation: 'installation_', group: 'usergroup_' };

export function installationTopic(installationId: string): string {
  return topicPrefixes.installation + installationId;
}

export function groupTopic(groupId: string): string {
  return topicPrefixes.group + groupId;
}

export function kindOf(topic: string): BusKind {
  return topic.startsWith(topicPrefixes.group) ? 'group' : 'installation';
}

/** Id of the installation or user group. */
export function scopeOf(topic: string): string {
  return topic.slice(topicPrefixes[kindOf(topic)].length);
}

const open: Readonly<Record<SwitchValues['bus'], ReadonlySet<BusKind>>> = {
  both: new Set(['installation', 'group']),
  group: new Set(['group']),
  installation: new Set(['installation']),
  none: new Set(),
};

/** Which kinds there are. */
export function openBuses(word: SwitchValues['bus']): ReadonlySet<BusKind> {
  return open[word];
}
