// Mutants that no test can kill, because what they change cannot be told from outside, each with the reason.
// Invariant: the list does not rot. A listed mutant that a test kills, or that is no longer found, fails `npm run mutate`.

/** Mutants that live for one reason. */
export interface Equivalent {
  /** As they are told: file, place and change; without `→` and what follows, every change of that number. */
  readonly mutants: readonly string[];
  readonly reason: string;
}

export function covers(listed: string, id: string): boolean {
  return id === listed || id.startsWith(`${listed} → `);
}

export function isListed(id: string, list: readonly Equivalent[]): boolean {
  return list.some(({ mutants }) => mutants.some((listed) => covers(listed, id)));
}

export const equivalents: readonly Equivalent[] = [
  {
    mutants: [
      'judge/count-address-change maxAddresses 64',
      'judge/count-backoff-heavy maxFailures 256',
      'judge/count-backoff-heavy maxFlights 16',
      'judge/count-backoff-heavy maxPlaces 1024',
      'judge/count-command-precondition maxRefusals 8',
      'judge/count-command-precondition maxThings 1024',
      'judge/count-current-cadence maxInstallations 9216',
      'judge/count-denials maxIds 1',
      'judge/count-denials maxRoles 8192',
      'judge/count-fresh-data maxChargers 65_536',
      'judge/count-fresh-data maxScopes 1024',
      'judge/count-honest-identity maxAgents 64',
      'judge/count-no-circumvention maxRefused 4096',
      'judge/count-no-circumvention maxResources 65_536',
      'judge/count-no-overload maxBursts 240',
      'judge/count-no-scraping maxReads 4096',
      'judge/count-no-scraping maxWindows 32',
      'judge/count-proper-door maxHosts 64',
      'judge/count-push-first maxScopes 1024',
      'judge/count-respect-refusal maxFailures 1024',
      'judge/count-respect-refusal maxPauses 64',
      'judge/count-state-cache maxChargers 1024',
      'judge/counters maxSubjects 256',
      'judge/details maxLookups 2048',
      'judge/details maxPaths 16',
      'judge/details maxThings 41_984',
      'judge/full-lists maxLists 16',
      'judge/polling maxChargers 8192',
      'judge/polling maxSessions 1024',
      'judge/stream-health maxStreams 1024',
      'judge/writes-to-follow maxThings 41_984',
      'judge/writes-to-follow maxWrites 16',
    ],
    reason:
      'A bound of memory: it says how much the judge remembers at once, and the arithmetic beside it why no fair history needs more. How a fact is judged does not hang on it.',
  },
];
