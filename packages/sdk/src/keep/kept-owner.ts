// Whose the kept state and journal are. The name is not kept: a mark of it is, sealed, as of a refused login.
// Invariant: state lies under a key made of that mark, whose salt is random, so that another login finds none; what another login
// left is removed when the cloud has accepted the new one, so that a mistyped name loses nothing.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../account.ts';
import type { LoginOwner } from '../credentials/login-owner.ts';
import { isMarked, type Login, markOf } from '../credentials/refused-login.ts';
import { openSecretBox, type SecretBox } from '../credentials/secret-box.ts';
import { readSecret, writeSecret } from '../credentials/secret-file.ts';

export interface KeptOwnerOptions {
  readonly folder: string;
  readonly origin: string;
  readonly log: Log;
  /** Removes what earlier logins left; all but what lies under this key, and the calls where `calls`. */
  readonly forget: (key: string, calls: boolean) => void;
}

const record = 'owner';

export class KeptOwner implements LoginOwner {
  readonly #options: KeptOwnerOptions;
  readonly #box: SecretBox;
  readonly #file: string;
  /** The mark of the owner's name; null where there is none. */
  #owner: string | null;
  /** Null while it is not known whose login it is. */
  #isIts: boolean | null = null;

  /** @throws SdkError `store-unreadable` */
  constructor(options: KeptOwnerOptions) {
    this.#options = options;
    this.#box = openSecretBox(join(options.folder, 'secret-key'));
    this.#file = join(options.folder, 'owner.sealed');
    const sealed = readSecret(this.#file);
    // One that does not open (another key, damaged) is none: nobody knows whose the state is.
    this.#owner = sealed === null ? null : this.#box.open(record, sealed);
  }

  get isOwned(): boolean {
    return this.#owner !== null;
  }

  /** Under which this login's state lies; null while it is not known whose that is. */
  get key(): string | null {
    return this.#isIts === true && this.#owner !== null ? keyOf(this.#owner) : null;
  }

  /** Whether the journal tells of another login's calls. Where nobody knows whose they are, they bind. */
  get isOthers(): boolean {
    return this.#isIts === false;
  }

  meet(person: Login): void {
    if (this.#owner === null) return;
    this.#isIts = isMarked(this.#owner, this.#options.origin, person);
    if (this.#isIts) return;
    this.#options.log.warn(
      {},
      'What is kept belongs to another login and is not used; it is removed when the cloud accepts this one. Give each login an accountId of its own to keep both.',
    );
  }

  trust(): void {
    if (this.#owner !== null) this.#isIts = true;
  }

  prove(person: Login): boolean {
    const { origin, forget, log } = this.#options;
    if (isMarked(this.#owner, origin, person)) {
      const isLate = this.#isIts !== true;
      this.#isIts = true;
      return isLate;
    }
    const isAnother = this.#owner !== null;
    const owner = markOf(origin, person);
    try {
      forget(keyOf(owner), isAnother);
      writeSecret(this.#file, this.#box.seal(record, owner));
    } catch (cause) {
      log.warn({ cause }, 'Failed to keep whose the kept state is: a restart does not know it and reads all anew.');
    }
    this.#owner = owner;
    this.#isIts = true;
    return false;
  }
}

/** Short, because it stands in each row. */
function keyOf(mark: string): string {
  return createHash('sha256').update(mark).digest('base64url').slice(0, 16);
}
