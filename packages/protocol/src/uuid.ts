// Ids of the cloud: UUID text, lower case in its answers, whatever the version.

/** Form of a charger's id and of every other id. Serials are something else (see `isSerial`). */
export const chargerIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Occurs as `ChargerId` of bus messages that concern no charger: ignore those (HA#84). */
export const zeroUuid = '00000000-0000-0000-0000-000000000000';

/** `WildcardGuid` of the constants. */
export const wildcardUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && chargerIdPattern.test(value);
}
