// What a control call may say and what it is answered: one description, checked here and printed in the OpenAPI document.

export type FieldSchema =
  | {
      readonly type: 'string';
      readonly enum?: readonly string[];
      /** @default 300 where nothing else is said */
      readonly maxLength?: number;
      readonly minLength?: number;
      readonly pattern?: string;
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'array'; readonly items: FieldSchema; readonly maxItems: number }
  | {
      readonly type: 'number' | 'integer';
      readonly enum?: readonly number[];
      readonly minimum?: number;
      readonly maximum?: number;
    };

export interface BodySchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required: readonly string[];
  /** True only where names and values are checked by whoever takes them. */
  readonly additionalProperties: boolean;
}

/** JSON Schema, as far as answers need it. */
export interface AnswerSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | readonly string[];
  readonly properties?: Readonly<Record<string, AnswerSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | AnswerSchema;
  readonly items?: AnswerSchema;
  readonly enum?: readonly (string | number)[];
}

export type Told = Readonly<Record<string, unknown>>;

const usualMaxLength = 300;

export function body(
  properties: Readonly<Record<string, FieldSchema>>,
  required: readonly string[] = [],
  additionalProperties = false,
): BodySchema {
  const stated = Object.entries(properties).map(([name, field]) => [name, withLength(field)] as const);
  return { type: 'object', properties: Object.fromEntries(stated), required, additionalProperties };
}

type Members = Readonly<Record<string, AnswerSchema>>;

/** An object of an answer: all of these are there, maybe those too, and nothing else. */
export function told(always: Members, maybe: Members = {}): AnswerSchema {
  return {
    type: 'object',
    properties: { ...always, ...maybe },
    required: Object.keys(always),
    additionalProperties: false,
  };
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

/** Says of every text how long it may be. */
function withLength(field: FieldSchema): FieldSchema {
  if (field.type === 'array') return { ...field, items: withLength(field.items) };
  return field.type === 'string' && field.enum === undefined ? { maxLength: usualMaxLength, ...field } : field;
}

function fits(field: FieldSchema, value: unknown): boolean {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value) && value.length <= field.maxItems && value.every((item) => fits(field.items, item));
    case 'string': {
      if (typeof value !== 'string' || value.length > (field.maxLength ?? usualMaxLength)) return false;
      if (value.length < (field.minLength ?? 0)) return false;
      if (field.pattern !== undefined && !new RegExp(field.pattern).test(value)) return false;
      return field.enum === undefined || field.enum.includes(value);
    }
    case 'number':
    case 'integer': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      if (field.type === 'integer' && !Number.isInteger(value)) return false;
      if (field.enum !== undefined && !field.enum.includes(value)) return false;
      return value >= (field.minimum ?? -Infinity) && value <= (field.maximum ?? Infinity);
    }
  }
}
