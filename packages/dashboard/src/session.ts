// How the page gets in: the one-time code of the start-up link is exchanged for a cookie, and leaves the address bar.

export type Entry = { readonly kind: 'in' } | { readonly kind: 'out'; readonly reason: string };

const howTo = 'Open the link that the start-up printed, or run “fairlead open” for a new one.';

/** Exchanges `#open=<code>` when there is one; otherwise asks whether the cookie still holds. */
export async function enter(): Promise<Entry> {
  const code = new URLSearchParams(location.hash.slice(1)).get('open');
  if (code === null) return stillIn();
  history.replaceState(null, '', location.pathname);
  const answer = await fetch('/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (answer.ok) return { kind: 'in' };
  const held = await stillIn();
  return held.kind === 'in'
    ? held
    : { kind: 'out', reason: `This link was used already or is older than five minutes. ${howTo}` };
}

export async function stillIn(): Promise<Entry> {
  const answer = await fetch('/v1/accounts');
  if (answer.ok) return { kind: 'in' };
  return {
    kind: 'out',
    reason:
      answer.status === 401 ? `This page is closed to strangers. ${howTo}` : `The gateway answered ${answer.status}.`,
  };
}
