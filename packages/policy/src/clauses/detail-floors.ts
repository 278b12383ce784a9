// The numbers of detail-cadence, in a file of their own: the ledger and the clause both need them.

/** One charger or installation, and one look-up by serial or installation. */
export const detailSpacingMs = 3_600_000;
/** Hierarchy, firmware and constants. */
export const structureSpacingMs = 86_400_000;
/** An update shows in the installation's details from here on. */
export const afterUpdateMs = 2_000;
