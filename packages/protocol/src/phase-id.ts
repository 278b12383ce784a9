// Which phases a charger uses: values of observation 519 (and 522), the cloud's PhaseIdMap.

export interface PhaseUse {
  readonly id: number;
  readonly network: 'TN' | 'IT' | null;
  /** Bits of `phases`. */
  readonly bits: number;
  readonly label: string;
}

/** The whole map; 7 is not defined. */
export const phaseIds: readonly PhaseUse[] = Object.freeze([
  { id: 0, network: null, bits: 0, label: 'none' },
  { id: 1, network: 'TN', bits: 1, label: 'L1' },
  { id: 2, network: 'TN', bits: 2, label: 'L2' },
  { id: 3, network: 'TN', bits: 4, label: 'L3' },
  { id: 4, network: 'TN', bits: 7, label: 'L1+L2+L3' },
  { id: 5, network: 'IT', bits: 4, label: 'phase 3' },
  { id: 6, network: 'IT', bits: 2, label: 'phase 2' },
  { id: 8, network: 'IT', bits: 1, label: 'phase 1' },
  { id: 9, network: 'IT', bits: 7, label: 'all three' },
] satisfies PhaseUse[]);

export function phaseUse(id: number): PhaseUse | undefined {
  return phaseIds.find((use) => use.id === id);
}

/** Whether a phase id means three phases: 4 or 9. */
export function isThreePhase(id: number): boolean {
  return phaseUse(id)?.bits === 7;
}
