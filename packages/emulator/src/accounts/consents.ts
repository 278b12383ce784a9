// Which installations their owners have opened to which user group (zaptec-api.md §2.7): per installation, to the group,
// not to one login. Invariant: a consent is given once; giving it again changes nothing, its time included.

export interface Consent {
  readonly groupId: string;
  readonly installationId: string;
  /** When it was given: the hierarchy is not ready for some seconds after. */
  readonly grantedAtMs: number;
}

export interface Consents {
  /** Group and installation must be known ones: their product is the bound (1 group × 100,000 sites × 0.2 kB = 20 MB). */
  grant(consent: Consent): void;
  of(groupId: string, installationId: string): Consent | undefined;
  all(): readonly Consent[];
}

export function createConsents(saved: readonly Consent[] = []): Consents {
  const held = new Map<string, Consent>();
  const grant = (consent: Consent): void => {
    const key = keyOf(consent.groupId, consent.installationId);
    if (!held.has(key)) held.set(key, consent);
  };
  for (const consent of saved) grant(consent);
  return {
    grant,
    of: (groupId, installationId) => held.get(keyOf(groupId, installationId)),
    all: () => [...held.values()],
  };
}

function keyOf(groupId: string, installationId: string): string {
  return `${groupId}/${installationId}`;
}
