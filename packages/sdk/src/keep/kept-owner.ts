// Whose the kept state and journal are. The name is not kept: a mark of it is, sealed, as of a refused login.
// Invariant: state lies under a key made of that mark, whose salt is random, so that another login finds none; what another login
// left is removed when the cloud has accepted the new one, so that a mistyped name loses nothing. What a login asked, and its
// token, are put aside then and taken back when it comes again: floors bind each login for itself.
// Bound: of the four logins before the last one; to meet a person costs one scrypt (30 ms) for each.
import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../account.ts';
import type { LoginOwner } from '../credentials/login-owner.ts';
import { isMarked, type Login, markOf } from '../credentials/refused-login.ts';
import type { SecretBox } from '../credentials/secret-box.ts';
import { removeSecret, writeSecret } from '../credentials/secret-file.ts';
import { openOrSetAside } from './set-aside.ts';

const mostFormer = 4;

/** Keys of logins: whose journal and state it was (null: nobody's), whose it is, and of whom something may lie aside. */
export interface Hands {
  readonly from: string | null;
  readonly to: string;
  readonly keep: readonly string[];
}

export interface KeptOwnerOptions {
  readonly folder: string;
  /** Seals the marks. */
  readonly box: SecretBox;
  readonly origin: string;
  readonly log: Log;
  /** What becomes of what another login left, for the log. */
  readonly notice: string;
  /** The cloud accepted a login that is not the last one. */
  readonly handOver: (hands: Hands) => void;
}

const record = 'owner';
const formerRecord = 'former-owners';

export class KeptOwner implements LoginOwner {
  readonly #options: KeptOwnerOptions;
  readonly #file: string;
  readonly #formerFile: string;
  /** The mark of the owner's name; null where there is none. */
  #owner: string | null;
  /** Marks of the owners before, the last one first. */
  #former: readonly string[];
  /** Of those, the one who would log in. */
  #met: string | null = null;
  #hasChangedHands = false;
  /** Null while it is not known whose login it is. */
  #isIts: boolean | null = null;

  /** @throws SdkError `store-unreadable` */
  constructor(options: KeptOwnerOptions) {
    this.#options = options;
    this.#file = join(options.folder, 'owner.sealed');
    this.#formerFile = join(options.folder, 'former-owners.sealed');
    // One that does not open (another key, damaged) is none: nobody knows whose the state is.
    this.#owner = openOrSetAside(this.#file, record, options.box, options.log);
    this.#former = marksIn(openOrSetAside(this.#formerFile, formerRecord, options.box, options.log));
  }

  get isOwned(): boolean {
    return this.#owner !== null;
  }

  /** Under which this login's state lies; null while it is not known whose that is. */
  get key(): string | null {
    return this.#isIts === true && this.#owner !== null ? keyOf(this.#owner) : null;
  }

  /** Under which the last one's state lies, whoever logs in; null where there is none. */
  get lastKey(): string | null {
    return this.#owner === null ? null : keyOf(this.#owner);
  }

  /** What the marks say without anybody's coming: for a store that may not have got so far. Null where there is no owner. */
  get settled(): Hands | null {
    const key = this.lastKey;
    return key === null ? null : { from: key, to: key, keep: this.#former.map(keyOf) };
  }

  /** Whether the journal tells of another login's calls. Where nobody knows whose they are, they bind. */
  get isOthers(): boolean {
    return this.#isIts === false;
  }

  /** Whose calls and token lie aside, of the one who would log in; null where none do. */
  get formerKey(): string | null {
    return this.#met === null ? null : keyOf(this.#met);
  }

  /** Whether the journal became another login's in this run. */
  get hasChangedHands(): boolean {
    return this.#hasChangedHands;
  }

  /** The token that lies aside, of the one who would log in. @throws SdkError `store-unreadable` */
  formerToken(tokenRecord: string): string | null {
    if (this.#met === null) return null;
    return openOrSetAside(this.#tokenFile(keyOf(this.#met)), tokenRecord, this.#options.box, this.#options.log);
  }

  meet(person: Login): boolean {
    if (this.#owner === null) return false;
    this.#isIts = isMarked(this.#owner, this.#options.origin, person);
    if (this.#isIts) return false;
    this.#met = this.#formerMark(person);
    this.#options.log.warn({}, `What is kept belongs to another login and is not used; ${this.#options.notice}`);
    return this.#met !== null;
  }

  trust(): void {
    if (this.#owner !== null) this.#isIts = true;
  }

  prove(person: Login): boolean {
    const { origin } = this.#options;
    if (isMarked(this.#owner, origin, person)) {
      const isLate = this.#isIts !== true;
      this.#isIts = true;
      return isLate;
    }
    const former = this.#met ?? this.#formerMark(person);
    this.#take(former ?? markOf(origin, person));
    this.#isIts = true;
    return former !== null;
  }

  #formerMark(person: Login): string | null {
    return this.#former.find((mark) => isMarked(mark, this.#options.origin, person)) ?? null;
  }

  #take(owner: string): void {
    const before = this.#owner;
    const others = [...(before === null ? [] : [before]), ...this.#former.filter((mark) => mark !== owner)];
    const former = others.slice(0, mostFormer);
    const from = before === null ? null : keyOf(before);
    try {
      this.#options.handOver({ from, to: keyOf(owner), keep: former.map(keyOf) });
      if (from !== null) this.#moveTokens(from, keyOf(owner));
      for (const mark of others.slice(mostFormer)) removeSecret(this.#tokenFile(keyOf(mark)));
      writeSecret(this.#formerFile, this.#options.box.seal(formerRecord, JSON.stringify(former)));
      writeSecret(this.#file, this.#options.box.seal(record, owner));
    } catch (cause) {
      this.#options.log.warn(
        { cause },
        'Failed to keep whose the kept state is: a restart does not know it and reads all anew.',
      );
    }
    this.#hasChangedHands = from !== null;
    this.#owner = owner;
    this.#former = former;
    this.#met = null;
  }

  /** Sealed as they are. A token that is granted now is written over the one that is taken back. */
  #moveTokens(from: string, to: string): void {
    const token = join(this.#options.folder, 'access-token.sealed');
    if (existsSync(token)) renameSync(token, this.#tokenFile(from));
    if (existsSync(this.#tokenFile(to))) renameSync(this.#tokenFile(to), token);
  }

  #tokenFile(key: string): string {
    return join(this.#options.folder, `access-token.${key}.sealed`);
  }
}

function marksIn(text: string | null): readonly string[] {
  try {
    const marks: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(marks) ? marks.filter((mark) => typeof mark === 'string').slice(0, mostFormer) : [];
  } catch {
    return [];
  }
}

/** Short, because it stands in each row. */
function keyOf(mark: string): string {
  return createHash('sha256').update(mark).digest('base64url').slice(0, 16);
}
