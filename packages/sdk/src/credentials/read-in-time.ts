// A login that a start waits for, and not for ever.
import type { Clock } from '../clock.ts';
import { inTime } from '../in-time.ts';
import type { CredentialProvider, OauthLogin, OauthProvider, PasswordLogin } from './login-ports.ts';
import { isLogin } from './token-request.ts';

/** As long as a program of `fromCommand` may take. */
const withinMs = 30_000;

/** Null where the provider gives none in time; the first login then reads it again and says why. */
export async function readInTime(
  provider: CredentialProvider | OauthProvider,
  clock: Clock,
): Promise<PasswordLogin | OauthLogin | null> {
  try {
    const given = await inTime<unknown>(provider.read(), clock, withinMs);
    return isLogin(given) ? given : null;
  } catch {
    return null;
  }
}
