// What an error means for the person who reads it: what happened, who can change it, what to do.

/**
 * Who can change it. `program`: whoever wrote the program; `person`: whoever runs it or owns the account and its settings;
 * `charger`: the state that the charger is in; `cloud`: its operator; `network`: what lies between; `nobody`: nothing is wrong.
 */
export const faults = ['nobody', 'program', 'person', 'charger', 'cloud', 'network'] as const;
/** One of the faults, by name. */
export type Fault = (typeof faults)[number];

/** The words of one row of the tables: `happened` and `remedy` are each a sentence without its full stop. */
export interface Words {
  readonly happened: string;
  readonly fault: Fault;
  readonly remedy: string;
}

/** An error in words, as `explain` gives it. */
export interface Explanation extends Words {
  /** Which row of the tables it is: `held`, `status 403`, `code 528`. */
  readonly subject: string;
}
