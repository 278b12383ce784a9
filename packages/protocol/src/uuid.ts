// Ids of the cloud: UUID text in lower case, whatever its version.

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Charger ids are UUIDs; their serials are something else (see `isSerial`). */
export const chargerIdPattern = uuidPattern;

/** Occurs as `ChargerId` of bus messages that concern no charger: ignore those (HA#84). */
export const zeroUuid = '00000000-0000-0000-0000-000000000000';

/** `WildcardGuid` of the constants. */
export const wildcardUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuidPattern.test(value);
}
