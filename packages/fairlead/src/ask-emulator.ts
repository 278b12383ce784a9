// One call to the control API of an emulator that runs on this machine. Never to the cloud: the address is loopback's.
import { systemClock } from './clock.ts';

/** It judges a day of calls in less than a second. */
const answerWithinMs = 15_000;

export interface EmulatorCall {
  readonly port: number;
  /** Undefined where the control API asks for none. */
  readonly key: string | undefined;
  readonly path: '/_emulator/findings';
}

/** Null where nobody answers. Never rejects. */
export async function askEmulator({
  port,
  key,
  path,
}: EmulatorCall): Promise<{ readonly status: number; readonly text: string } | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      redirect: 'manual',
      signal: systemClock.timeLimit(answerWithinMs),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  }
}
