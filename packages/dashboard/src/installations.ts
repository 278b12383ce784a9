// Chargers under the installation that they belong to, both in the order of their names.
import type { ChargerView, InstallationView } from '@fairlead/gateway/contract';

export interface Site {
  readonly id: string;
  readonly name: string;
  readonly chargers: readonly ChargerView[];
}

/** Chargers of an installation that is not known yet stand under `Chargers`, last. */
export function sites(
  chargers: readonly ChargerView[],
  installations: Readonly<Record<string, InstallationView>>,
): readonly Site[] {
  const groups = new Map<string, ChargerView[]>();
  for (const charger of [...chargers].sort(byName)) {
    const id = charger.installationId !== null && installations[charger.installationId] ? charger.installationId : '';
    const group = groups.get(id);
    if (group) group.push(charger);
    else groups.set(id, [charger]);
  }
  return [...groups]
    .map(([id, members]) => ({ id, name: installations[id]?.name ?? 'Chargers', chargers: members }))
    .sort((a, b) => Number(a.id === '') - Number(b.id === '') || byName(a, b));
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}
