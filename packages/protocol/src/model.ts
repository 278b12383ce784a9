// What a field of the cloud's JSON is: the building block of the model tables.
// Field names are the cloud's; it writes some answers in PascalCase and some in camelCase, so names compare without case.
import type { Sensitivity } from './sensitivity.ts';

/** `time` has no zone unless its endpoint writes one; `ocmf` is signed meter text; `bits` is a mask. */
export type FieldType =
  | 'uuid'
  | 'text'
  | 'int'
  | 'number'
  | 'flag'
  | 'bits'
  | 'time'
  | 'ocmf'
  | 'object'
  | 'list'
  | 'texts';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** True when it may be absent or null; the cloud does both and means the same. */
  readonly optional: boolean;
  readonly sensitivity: Sensitivity;
  readonly unit: string | null;
  /** Name of the model that an `object` or the rows of a `list` follow; null where it is not documented. */
  readonly of: string | null;
}

/** A question mark at the end of `name` makes the field optional. */
export function field(
  name: string,
  type: FieldType,
  sensitivity: Sensitivity = 'plain',
  unit: string | null = null,
): Field {
  const optional = name.endsWith('?');
  return Object.freeze({ name: optional ? name.slice(0, -1) : name, type, optional, sensitivity, unit, of: null });
}

/** A field that holds an object, or a list of objects, of another model. */
export function nested(
  name: string,
  type: 'object' | 'list',
  of: string | null,
  sensitivity: Sensitivity = 'plain',
): Field {
  return Object.freeze({ ...field(name, type, sensitivity), of });
}
