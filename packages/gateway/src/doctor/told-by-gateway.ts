// What the gateway that holds the folder said of itself: it follows the account already, so the cloud is asked nothing.
import type { Clock } from '../clock.ts';
import type { GatewayConfig } from '../config.ts';
import type { DoctorView } from '../contract.ts';
import type { GatewayError } from '../gateway-error.ts';
import { doctorSchema } from '../outputs/api/schemas.ts';
import { isoOf } from '../views/instant.ts';
import { problem, whom } from './finding.ts';

/** @param said what its `/v1/doctor` answered; anything else is told as nobody there */
export function toldByGateway(
  said: unknown,
  { port }: Pick<GatewayConfig, 'port'>,
  clock: Clock,
  locked: GatewayError,
): DoctorView {
  const told = doctorSchema.safeParse(said);
  if (told.success) return told.data;
  const finding = problem('gateway-elsewhere', {
    what: `A gateway (process ${locked.facts['pid'] ?? 'unknown'}) uses this folder, and does not answer at port ${port}.`,
    why: 'It follows the account: asking the cloud beside it would cost what it may ask.',
    remedy: "Name that gateway's port with --port, or stop it and ask again.",
    ask: whom.operator,
  });
  return {
    ...{ examinedBy: 'doctor', at: isoOf(clock.nowMs()), calls: 0, level: 'problem' },
    findings: [{ accountId: '', ...finding }],
  };
}
