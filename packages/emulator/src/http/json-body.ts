// A JSON body as the cloud reads it: an object whose names are compared without regard to case (zaptec-api.md §3.0).

/** Fields by lower-case name; null when the body is no JSON object. */
export function bodyFields(body: Uint8Array): ReadonlyMap<string, unknown> | null {
  try {
    const told: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof told !== 'object' || told === null || Array.isArray(told)) return null;
    return new Map(Object.entries(told).map(([name, value]) => [name.toLowerCase(), value]));
  } catch {
    return null; // No JSON at all: the endpoint says so with its own 400.
  }
}
