// What one source reads.

export interface StreamScope {
  /** `group`: all chargers of a user group; `installation`: those of one installation (the cloud calls it deprecated). */
  readonly bus: 'group' | 'installation';
  /** User group or installation id. */
  readonly scope: string;
}
