// What a switch is: one thing that sources disagree on or are silent about, with a default and its alternatives.
// Invariant: a definition is data; what a switch changes stands where the thing itself stands, and asks `Switches`.

/** `documented`, `observed`, `uncertain`: how far the default is known (zaptec-api.md, tags D, O, U). */
export type Certainty = 'documented' | 'observed' | 'uncertain';

interface Described {
  /** What it is about, in a few words; the flag's help and the row of the guide. */
  readonly title: string;
  /** What a client sees differently when it is not the default. */
  readonly sees: string;
  readonly certainty: Certainty;
  /** Where the fact, or the disagreement, comes from. */
  readonly source: string;
}

/** One of a few words; the first is the default. */
export interface ChoiceSwitch<Word extends string = string> extends Described {
  readonly kind: 'choice';
  readonly words: readonly [Word, ...Word[]];
}

/** A whole number from `least` to `most`. */
export interface NumberSwitch extends Described {
  readonly kind: 'number';
  readonly unit: 's' | 'min';
  readonly default: number;
  readonly least: number;
  readonly most: number;
}

export type SwitchDefinition = ChoiceSwitch | NumberSwitch;

export function choice<const Word extends string>(
  words: readonly [Word, ...Word[]],
  described: Described,
): ChoiceSwitch<Word> {
  return { kind: 'choice', words, ...described };
}

export function whole(bounds: Omit<NumberSwitch, 'kind' | keyof Described>, described: Described): NumberSwitch {
  return { kind: 'number', ...bounds, ...described };
}
