// What one source reads.

/** Which bus is read: that of a user group or of an installation, by its id. Source: zaptec-api.md §4.2. */
export interface StreamScope {
  /** `group`: all chargers of a user group; `installation`: those of one installation (the cloud calls it deprecated). */
  readonly bus: 'group' | 'installation';
  /** User group or installation id. */
  readonly scope: string;
}
