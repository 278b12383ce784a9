// A login written as JSON: `{"username": "…", "password": "…"}`, other fields ignored.
import type { PasswordLogin } from './login-ports.ts';

/** Undefined for anything else; the parser's own error would quote the text. */
export function loginInJson(text: string): PasswordLogin | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { username, password } = parsed as Partial<Record<string, unknown>>;
  if (typeof username !== 'string' || typeof password !== 'string') return undefined;
  return username && password ? { username, password } : undefined;
}
