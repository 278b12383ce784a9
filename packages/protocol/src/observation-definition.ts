// What is known of an observation (state) id: one row of the observation tables.
import type { Sensitivity } from './sensitivity.ts';

/** What the text of a value is to be read as. `mixed`: the documents do not say, or devices differ. */
export type ObservationType =
  | 'none'
  | 'bool'
  | 'int'
  | 'float'
  | 'enum'
  | 'bitmap'
  | 'string'
  | 'text'
  | 'uuid'
  | 'version'
  | 'mac'
  | 'json'
  | 'ocmf'
  | 'mixed';

/** Schemas of the constants: Smart, Apollo, HomeApm, GenericApm. */
export type ObservationDevice = 'pro' | 'go' | 'sense' | 'meter';

export interface ObservationDefinition {
  readonly id: number;
  /** The cloud's name. */
  readonly name: string;
  readonly type: ObservationType;
  readonly unit: string | null;
  /** One line; null where the cloud documents the name alone. */
  readonly meaning: string | null;
  readonly devices: readonly ObservationDevice[];
  readonly sensitivity: Sensitivity;
}
