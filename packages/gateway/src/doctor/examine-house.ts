// What a gateway that runs tells of its accounts when a doctor asks: by what it holds, without a call.
import type { DoctorView } from '../contract.ts';
import type { House } from '../house/house.ts';
import type { HouseAccount } from '../house/house-account.ts';
import { isoOf } from '../views/instant.ts';
import { examineAccount } from './examine-account.ts';
import { gravestFirst, worstOf } from './finding.ts';

export async function examineHouse({ clock }: House, accounts: readonly HouseAccount[]): Promise<DoctorView> {
  const nowMs = clock.nowMs();
  const examined = await Promise.all(
    accounts.map(async ({ account, baseUrl, userGroupIds, callsOfDay }) => {
      const calls = await callsOfDay();
      // Waits for nothing: it says whether the lists are in, or why not.
      const unlisted: unknown = await account.ready(AbortSignal.abort()).then(
        () => null,
        (error) => error,
      );
      return examineAccount({ account, baseUrl, userGroupIds, calls, unlisted, unfinished: false });
    }),
  );
  const findings = gravestFirst(examined.flat());
  return { examinedBy: 'gateway', at: isoOf(nowMs), calls: 0, level: worstOf(findings), findings };
}
