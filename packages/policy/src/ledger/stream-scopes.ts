// Which streams of the service bus are open, which the cloud hands out and which it refuses: of user groups, each of which
// may tell of every installation, and of single installations.
// Invariant: the sums are those of the scopes; of an installation beyond the bound nothing is asked.
import { installationStreams } from '../clauses/stream-places.ts';
import type { StreamFact } from '../fact.ts';

/** Of each kind: 64 by design, sixteen times over. 2 × 1,024 × about 200 bytes = 0.4 MB when hostile. */
const maxScopes = 1024;
const never = Number.NEGATIVE_INFINITY;

export type Bus = StreamFact['bus'];

interface Scope {
  readonly open: boolean;
  /** It was open once. */
  readonly opened: boolean;
  /** What was said of it last; null where nothing was. */
  readonly word: 'granted' | 'refused' | null;
  readonly lostAtMs: number;
  /** When it was to be had again after it had been refused. */
  readonly liftedAtMs: number;
}

const unheard: Scope = { open: false, opened: false, word: null, lostAtMs: never, liftedAtMs: never };

interface Sum {
  open: number;
  granted: number;
  refused: number;
  /** Refused after having been open: its reader comes again. */
  kept: number;
}

interface Instants {
  /** The loss of the last open stream, and of the last one of a group. */
  allLostMs: number;
  groupsLostMs: number;
  /** A place came free where all had been taken. */
  placeFreeMs: number;
  /** A group was granted where none had been. */
  groupGrantedMs: number;
  /** Something was granted after nothing but refusals; and after refusals that spoke for every installation. */
  liftedMs: number;
  liftedForAllMs: number;
}

export class StreamScopes {
  readonly #scopes: Readonly<Record<Bus, Map<string, Scope>>> = { group: new Map(), installation: new Map() };
  readonly #sums: Readonly<Record<Bus, Sum>> = {
    group: { open: 0, granted: 0, refused: 0, kept: 0 },
    installation: { open: 0, granted: 0, refused: 0, kept: 0 },
  };
  /** What was said last of a scope without a name; it gives way to what is said next. */
  #nameless: Scope['word'] = null;
  readonly #at: Instants = {
    allLostMs: never,
    groupsLostMs: never,
    placeFreeMs: never,
    groupGrantedMs: never,
    liftedMs: never,
    liftedForAllMs: never,
  };

  get open(): number {
    return this.#sums.group.open + this.#sums.installation.open;
  }

  /** How many more installations may have a stream of their own. */
  get places(): number {
    const { open, kept } = this.#sums.installation;
    return Math.max(0, installationStreams - open - kept);
  }

  get allLostAtMs(): number {
    return this.#at.allLostMs;
  }

  opened(bus: Bus, name: string, atMs: number): void {
    const scope = this.#scopes[bus].get(name);
    if (scope?.open === true && scope.word === 'granted') return;
    this.#note('liftedMs', this.isShutOut(null), atMs);
    this.#note('liftedForAllMs', this.#allRefused, atMs);
    this.#grant(bus, name, atMs, { open: true, opened: true });
  }

  lost(bus: Bus, name: string, atMs: number): void {
    this.#lose(bus, name, atMs, {});
  }

  /** The account may read this stream: its connection details were handed out. Null: one that is not named. */
  granted(bus: Bus, name: string | null, atMs: number): void {
    this.#note('liftedMs', this.isShutOut(null), atMs);
    this.#note('liftedForAllMs', this.#allRefused, atMs);
    if (name === null) this.#nameless = 'granted';
    else this.#grant(bus, name, atMs, {});
  }

  /** It may not (messaging off, role too low), or the bus lets nobody in just now. Null: one that is not named. */
  refused(bus: Bus, name: string | null, atMs: number): void {
    this.#nameless = name === null ? 'refused' : null;
    if (name !== null) this.#lose(bus, name, atMs, { word: 'refused' });
  }

  /** Whether an open stream may tell of this installation; null: not known of which, so that any may. */
  tellsOf(installation: string | null): boolean {
    if (installation === null || this.#sums.group.open > 0) return this.open > 0;
    return this.#scopes.installation.get(installation)?.open === true;
  }

  /** Whether no stream is to be had that would tell of this installation. */
  isShutOut(installation: string | null): boolean {
    const { group, installation: single } = this.#sums;
    if (installation === null) return this.#allRefused || (!this.#anyGranted && single.refused > 0);
    if (group.granted > 0) return false;
    const scope = this.#scopes.installation.get(installation);
    if (scope === undefined && this.#scopes.installation.size >= maxScopes) return true;
    return scope?.word === 'refused' || this.#allRefused;
  }

  /** Since when a stream might have told of this installation and none did; minus infinity where nothing was heard yet. */
  missingSinceMs(installation: string | null): number {
    const { allLostMs, groupsLostMs, placeFreeMs, groupGrantedMs, liftedMs, liftedForAllMs } = this.#at;
    if (installation === null) return Math.max(allLostMs, liftedMs);
    const { lostAtMs, liftedAtMs, word } = this.#scopes.installation.get(installation) ?? unheard;
    const byGroupMs = word === 'refused' ? groupGrantedMs : never;
    return Math.max(lostAtMs, liftedAtMs, byGroupMs, groupsLostMs, placeFreeMs, liftedForAllMs);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    const at = this.#at;
    for (const name of Object.keys(at) as (keyof Instants)[]) at[name] = Math.min(at[name], atMs);
    for (const scopes of [this.#scopes.group, this.#scopes.installation]) {
      for (const [name, scope] of scopes) {
        const { lostAtMs, liftedAtMs } = scope;
        const capped = { lostAtMs: Math.min(lostAtMs, atMs), liftedAtMs: Math.min(liftedAtMs, atMs) };
        scopes.set(name, { ...scope, ...capped });
      }
    }
  }

  copy(): StreamScopes {
    const twin = new StreamScopes();
    for (const bus of ['group', 'installation'] as const) {
      for (const [name, scope] of this.#scopes[bus]) twin.#scopes[bus].set(name, scope);
      Object.assign(twin.#sums[bus], this.#sums[bus]);
    }
    twin.#nameless = this.#nameless;
    Object.assign(twin.#at, this.#at);
    return twin;
  }

  get #anyGranted(): boolean {
    return this.#sums.group.granted + this.#sums.installation.granted > 0 || this.#nameless === 'granted';
  }

  /** The refusal of a group speaks for every installation, as its stream would; so does one that names nothing. */
  get #allRefused(): boolean {
    return !this.#anyGranted && (this.#sums.group.refused > 0 || this.#nameless === 'refused');
  }

  #grant(bus: Bus, name: string, atMs: number, more: Partial<Scope>): void {
    this.#nameless = null;
    const groupBefore = this.#sums.group.granted > 0;
    this.#note('groupGrantedMs', bus === 'group' && !groupBefore, atMs);
    const { word, liftedAtMs } = this.#scopes[bus].get(name) ?? unheard;
    // Where a group was granted before, the account had been let in by that one.
    const letInAtMs = groupBefore ? this.#at.groupGrantedMs : atMs;
    this.#change(bus, name, atMs, {
      ...more,
      word: 'granted',
      liftedAtMs: word === 'refused' ? Math.max(liftedAtMs, letInAtMs) : liftedAtMs,
    });
  }

  #lose(bus: Bus, name: string, atMs: number, more: Partial<Scope>): void {
    const wasOpen = this.#scopes[bus].get(name)?.open === true;
    this.#change(bus, name, atMs, wasOpen ? { ...more, open: false, lostAtMs: atMs } : more);
    if (!wasOpen) return;
    this.#note('groupsLostMs', bus === 'group' && this.#sums.group.open === 0, atMs);
    this.#note('allLostMs', this.open === 0, atMs);
  }

  #change(bus: Bus, name: string, atMs: number, changes: Partial<Scope>): void {
    const scopes = this.#scopes[bus];
    const before = scopes.get(name);
    if (before === undefined && scopes.size >= maxScopes) return;
    const hadPlaces = this.places > 0;
    const after = { ...(before ?? unheard), ...changes };
    scopes.set(name, after);
    addTo(this.#sums[bus], before ?? unheard, -1);
    addTo(this.#sums[bus], after, 1);
    this.#note('placeFreeMs', !hadPlaces && this.places > 0, atMs);
  }

  #note(what: keyof Instants, holds: boolean, atMs: number): void {
    if (holds) this.#at[what] = Math.max(this.#at[what], atMs);
  }
}

function addTo(sum: Sum, { open, opened, word }: Scope, times: number): void {
  if (open) sum.open += times;
  if (word === 'granted') sum.granted += times;
  if (word === 'refused') sum.refused += times;
  if (word === 'refused' && opened && !open) sum.kept += times;
}
