// The front door of most programs: an account that is followed, and its things by name.

import type { AccountOptions } from './account/account-options.ts';
import { checkedAccount } from './account/checked-account.ts';
import { openCore } from './account/open-account.ts';
import type { Account } from './account.ts';
import { type ChangeOf, type ChangesOptions, changesOf, type StandingKind } from './changes/changes.ts';
import { guarded } from './guarded.ts';
import { type ChargerRaw, chargerRawOf } from './resources/charger-raw.ts';
import { type Chargers, chargersOf } from './resources/chargers.ts';
import { chargerRows, installationRows, sessionRows, wholeRows } from './resources/checked-arguments.ts';
import { type Constants, constantsOf } from './resources/constants.ts';
import { InTurn } from './resources/in-turn.ts';
import { type InstallationWrites, installationWritesOf } from './resources/installation-writes.ts';
import { type Installations, installationsOf } from './resources/installations.ts';
import type { Asking, Read } from './resources/read.ts';
import { type Sessions, sessionsOf } from './resources/sessions.ts';
import { StateReads } from './view/state-reads.ts';

/** A connected account and its things by name. */
export interface Zaptec {
  /** Lists, finds and reads chargers, and tells them what to do. */
  readonly chargers: Chargers & ChargerRaw;
  /** Lists, finds and reads installations, and sets their available current. */
  readonly installations: Installations & InstallationWrites;
  /** Charge sessions, open and ended. */
  readonly sessions: Sessions;
  /**
   * The cloud's constants, read once a day at most; offline the tables that this SDK carries, with the reason.
   *
   * @throws SdkError `invalid-option`, `cancelled`, `closed`, `forbidden`; `cloud-refused` where the cloud says no
   */
  constants(asking?: Asking): Promise<Read<Constants>>;
  /**
   * What changes from now on, in order, each once.
   *
   * @throws SdkError `invalid-option`
   */
  changes<Also extends StandingKind = never>(
    options?: ChangesOptions<Also>,
  ): AsyncIterableIterator<ChangeOf<Also>, undefined>;
  /** Everything below: the governor's status, the stream's, the login's, the mirror, single calls. */
  readonly account: Account;
  /**
   * Ends the stream and every iteration, cancels what is queued, waits for what is on its way (at most 10 s, and 2 s more for a
   * store that hangs). Afterwards
   * nothing runs on; what is held can still be read, and all that would make a call fails with `closed`.
   */
  close(): Promise<void>;
}

/**
 * Opens an account and follows it. Resolves when what earlier runs kept is served; the cloud need not answer yet. It is followed
 * until `close()`: a program that does not call it does not end by itself.
 *
 * @throws SdkError `invalid-option`, `store-unreadable`; `in-use` while another process, or this one, keeps this account in
 *   the same folder, and while this one follows the login already: share what the first call gave, or close that
 */
export async function connect(options: AccountOptions): Promise<Zaptec> {
  const core = openCore(options);
  const reads = new StateReads();
  core.account.subscribe((event) => {
    if (event.kind === 'call') reads.learn(event.fact);
  });
  try {
    await core.account.start();
  } catch (cause) {
    // The folder is let go of: whoever calls again finds it free.
    await core.account.close();
    throw cause;
  }
  for (const fact of core.history) reads.learn(fact);
  const chargers = chargersOf(core);
  const heavy = new InTurn();
  const cloudClock = { nowMs: () => core.settings.clock.nowMs() - core.aheadMs() };
  const whole = {
    constants: constantsOf(core),
    changes: (how?: ChangesOptions<StandingKind>) => changesOf(core.account, cloudClock, core.ended, how),
  };
  return {
    chargers: guarded(
      'chargers',
      { ...chargers, ...chargerRawOf(core.account, core.settings.clock, reads) },
      chargerRows,
    ),
    installations: guarded(
      'installations',
      { ...installationsOf(core, chargers, heavy), ...installationWritesOf(core) },
      installationRows,
    ),
    sessions: guarded('sessions', sessionsOf(core, heavy), sessionRows),
    ...(guarded('', whole, wholeRows) as Pick<Zaptec, 'constants' | 'changes'>),
    account: checkedAccount(core.account),
    close: () => core.account.close(),
  };
}
