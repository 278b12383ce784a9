// An installation or charger of a list before its row is made: all are looked at, those of one page are shown.
// Invariant: nobody filters or sorts by a field that his own row would lack.
import { isShown, rowFor } from '../accounts/roles.ts';
import type { CloudRow } from '../world/simulated-world.ts';

/** What a list asks of a thing of the world. */
export interface Listable {
  row(): CloudRow;
  field(name: string): unknown;
}

export class ListedRow {
  readonly roles: number;
  readonly #thing: Listable;
  /** Fields that rows of this list lack, whoever asks. */
  readonly #left: ReadonlySet<string>;

  constructor(thing: Listable, roles: number, left: ReadonlySet<string> = nothing) {
    this.#thing = thing;
    this.roles = roles;
    this.#left = left;
  }

  /** By the cloud's own name; undefined: its row has none. */
  field(name: string): unknown {
    if (name === 'CurrentUserRoles') return this.roles;
    return isShown(name, this.roles) && !this.#left.has(name) ? this.#thing.field(name) : undefined;
  }

  row(): CloudRow {
    const seen: Record<string, unknown> = { ...rowFor(this.roles, this.#thing.row()) };
    for (const field of this.#left) delete seen[field];
    return seen;
  }
}

const nothing: ReadonlySet<string> = new Set();
