// What a meter says of itself in each record, and the key with which a calibrated one signs.
import type { ChargerPlan } from '../fleets/world-plan.ts';
import { privateKeyFrom, publicKeyOf } from './deterministic-signature.ts';
import { firmwareOf, type MeterIdentity } from './ocmf.ts';

/** The key follows from the seed, which is no secret: it shows the form of signed records and guards nothing. */
export function meterOf(seed: number, plan: ChargerPlan, firmware = firmwareOf(plan.model)): MeterIdentity {
  return {
    model: plan.model,
    serial: plan.serial,
    firmware,
    key: plan.calibrated ? privateKeyFrom(`${seed}/meter/${plan.serial}`) : null,
  };
}

/** Observation 981: SubjectPublicKeyInfo in base64, the form that programs which check OCMF take; null: not calibrated. */
export function meterPublicKey({ key }: MeterIdentity): string | null {
  return key === null ? null : publicKeyOf(key).export({ type: 'spki', format: 'der' }).toString('base64');
}
