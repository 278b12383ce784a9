// One login of the bench.
import type { Place } from './cloud.ts';

export async function login({ url, username, password }: Place): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'password', username, password });
  const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body: form });
  return ((await answer.json()) as { access_token: string }).access_token;
}
