// What a meter says of itself in each record, and the key with which a calibrated one signs.
import type { KeyObject } from 'node:crypto';
import type { ChargerPlan } from '../fleets/world-plan.ts';
import type { SwitchValues } from '../switches/switch-table.ts';
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

/** SubjectPublicKeyInfo of a calibrated meter; null: not calibrated. */
export function meterPublicKey({ key }: MeterIdentity): KeyObject | null {
  return key === null ? null : publicKeyOf(key);
}

/** Observation 981. Base64 is the form that programs which check OCMF take. */
export function writtenKey(key: KeyObject, form: SwitchValues['meter-key-form']): string {
  if (form === 'pem') return key.export({ type: 'spki', format: 'pem' }).toString();
  return key.export({ type: 'spki', format: 'der' }).toString(form);
}
