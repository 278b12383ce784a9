// A small page without script and without anything from elsewhere. Invariant: every text is escaped by `html`, so nothing
// that a link or a form said can become markup; the policy in the header would stop it all the same.
import type { CloudAnswer } from '../http/cloud-request.ts';
import { pageStyle, pageStyleHash } from './page-style.ts';

/** Markup that is safe to send. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

/** Texts are escaped, markup is taken as it is. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const markup = fixed.map((text, index) => text + (index < parts.length ? markupOf(parts[index] as Part) : ''));
  return { markup: markup.join('') };
}

function markupOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

export interface PageOptions {
  readonly title: string;
  readonly content: Markup;
  readonly status?: number;
  /** The origin that the form leads to in the end: browsers hold a form's redirects to the policy too. */
  readonly leadsTo?: URL;
  readonly cookie?: string;
}

export function page({ title, content, status = 200, leadsTo, cookie }: PageOptions): CloudAnswer {
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: pageStyle }}</style>
</head>
<body>
<main>
${content}
<footer><p class="quiet">Fairlead emulator. Nothing here is real: no charger, no person, no Zaptec account.</p></footer>
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      ...pageHeaders,
      'content-security-policy': `default-src 'none'; style-src ${pageStyleHash}; form-action 'self'${leadsTo ? ` ${leadsTo.origin}` : ''}; base-uri 'none'; frame-ancestors 'none'`,
      ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
    },
    body: body.markup,
  };
}

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** After a form: the browser goes on with a GET. */
export function sendBack(location: string): CloudAnswer {
  return {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    body: '',
  };
}

/** A page that ends the way, with what to do. */
export function refusalPage(status: number, title: string, sentence: string): CloudAnswer {
  return page({ title, status, content: html`<h1>${title}</h1><p>${sentence}</p>` });
}
