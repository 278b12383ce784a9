// Where a browser may be sent back to: https anywhere, plain http on this machine alone. Anything else (another scheme,
// a password in the address) is refused, so that no link to the emulator becomes a link to somewhere worse.
import { ownText } from '../own-text.ts';

/** Long enough for any state that programs carry; a browser takes no more. */
const maxLength = 2_000;

/** The address as parsed, or undefined when nobody may be sent there. `[::1]` is none: no CSP can name it. */
export function returnAddress(text: string | null): URL | undefined {
  if (text === null || text.length > maxLength || !URL.canParse(text)) return undefined;
  // It is kept with the form, and an address keeps the text that it was read from.
  const url = new URL(ownText(text, maxLength));
  // Each letter of another script has become six or nine.
  if (url.href.length > maxLength) return undefined;
  const loopback = url.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost');
  const safe = loopback || url.protocol === 'https:';
  // A host is written into the page's policy: only what a host name can hold.
  const plain = url.username === '' && url.password === '' && url.hash === '' && /^[a-z0-9.-]+$/.test(url.hostname);
  return safe && plain ? url : undefined;
}

/** The address with more in its query. */
export function withQuery(address: URL, added: readonly (readonly [name: string, value: string])[]): string {
  const url = new URL(address);
  for (const [name, value] of added) url.searchParams.append(name, value);
  return url.href;
}
