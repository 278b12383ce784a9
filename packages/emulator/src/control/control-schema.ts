// What a control call may say: one description, checked here and printed in the OpenAPI document.

export type FieldSchema =
  | { readonly type: 'string'; readonly enum?: readonly string[]; readonly maxLength?: number }
  | { readonly type: 'number' | 'integer'; readonly minimum?: number; readonly maximum?: number };

export interface BodySchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required: readonly string[];
  /** True only where names and values are checked by whoever takes them. */
  readonly additionalProperties: boolean;
}

export type Told = Readonly<Record<string, unknown>>;

export function body(
  properties: Readonly<Record<string, FieldSchema>>,
  required: readonly string[] = [],
  additionalProperties = false,
): BodySchema {
  return { type: 'object', properties, required, additionalProperties };
}

/** What is wrong with it, in a sentence; null when nothing is. */
export function faultIn(schema: BodySchema, told: unknown): string | null {
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return 'The body is no JSON object.';
  const given = Object.entries(told);
  const missing = schema.required.find((name) => !Object.hasOwn(told, name));
  if (missing !== undefined) return `The field ${missing} is missing.`;
  for (const [name, value] of given) {
    const field = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (field === undefined && !schema.additionalProperties) return `There is no field ${name.slice(0, 40)}.`;
    if (field !== undefined && !fits(field, value)) return `The field ${name} does not fit ${JSON.stringify(field)}.`;
  }
  return null;
}

function fits(field: FieldSchema, value: unknown): boolean {
  if (field.type === 'string') {
    if (typeof value !== 'string' || value.length > (field.maxLength ?? 300)) return false;
    return field.enum === undefined || field.enum.includes(value);
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (field.type === 'integer' && !Number.isInteger(value)) return false;
  return value >= (field.minimum ?? -Infinity) && value <= (field.maximum ?? Infinity);
}
