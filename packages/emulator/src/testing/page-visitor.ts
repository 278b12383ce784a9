// A browser as far as forms need one: keeps the cookie, reads the ticket of a page, sends what a person would.
import type { Emulator } from '../contract.ts';

export interface VisitedPage {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where the browser is sent next; null where it stays. */
  readonly location: URL | null;
  readonly action: string;
  readonly ticket: string;
}

export interface PageVisitor {
  open(pathAndQuery: string): Promise<VisitedPage>;
  /** Fields beside the ticket of the page; a field with several values is sent several times. */
  send(page: VisitedPage, fields: Readonly<Record<string, string | readonly string[]>>): Promise<VisitedPage>;
}

export function pageVisitor(emulator: Emulator): PageVisitor {
  let cookie = '';
  const visit = async (path: string, init: RequestInit): Promise<VisitedPage> => {
    const answer = await emulator.fetch(`${emulator.url}${path}`, {
      ...init,
      headers: cookie === '' ? {} : { cookie },
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const text = await answer.text();
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      location: location === null ? null : new URL(location),
      action: /<form method="post" action="([^"]*)"/.exec(text)?.[1] ?? '',
      ticket: /name="ticket" value="([^"]*)"/.exec(text)?.[1] ?? '',
    };
  };
  return {
    open: (path) => visit(path, {}),
    send(page, fields) {
      const body = new URLSearchParams({ ticket: page.ticket });
      for (const [name, values] of Object.entries(fields))
        for (const value of [values].flat()) body.append(name, value);
      return visit(page.action, { method: 'POST', body });
    },
  };
}
