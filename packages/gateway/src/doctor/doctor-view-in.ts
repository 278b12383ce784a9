// What a gateway that runs said of itself, read as anything that comes from outside.
import type { DoctorView } from '../contract.ts';
import { doctorSchema } from '../outputs/api/schemas.ts';

/** Null for what is no answer of `/v1/doctor`. */
export function doctorViewIn(body: unknown): DoctorView | null {
  const told = doctorSchema.safeParse(body);
  return told.success ? told.data : null;
}
