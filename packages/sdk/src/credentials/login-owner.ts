// Who is told whose login it is, because something that is kept belongs to one person.
import type { Login } from './refused-login.ts';

export interface LoginOwner {
  /** Whether what is kept has an owner: then it matters at the start who logs in. */
  readonly isOwned: boolean;
  /** At the start: this is who would log in. True when a token of theirs is kept that is not the last one's. */
  meet(person: Login): boolean;
  /** At the start: nobody can be asked, and the kept token is used. */
  trust(): void;
  /** This person's token is used from now on. True when what is kept is theirs and was held back until now. */
  prove(person: Login): boolean;
}
