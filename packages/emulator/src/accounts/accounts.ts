// Who may log in. The accounts are fixed and public: they open an emulator on loopback and nothing else.
import { type ScenarioAccount, scenarioAccounts } from '../scenarios/accounts.ts';

export interface Accounts {
  readonly owner: ScenarioAccount;
  readonly user: ScenarioAccount;
  bySub(sub: string): ScenarioAccount | undefined;
  /** Undefined when the name is unknown or the password is wrong; which of the two is not told. */
  login(username: string, password: string): ScenarioAccount | undefined;
}

/** The accounts of the world that grows from this seed. */
export function cloudAccounts(seed: number): Accounts {
  const { owner, user } = scenarioAccounts(seed);
  const all = [owner, user];
  return {
    owner,
    user,
    bySub: (sub) => all.find((account) => account.sub === sub),
    login: (username, password) =>
      all.find((account) => account.username === username.toLowerCase() && account.password === password),
  };
}
