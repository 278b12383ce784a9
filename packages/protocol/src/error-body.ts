// The error bodies of the cloud: two JSON shapes of its own, OAuth's, and the HTML of the proxy in front of it.
// Invariant: the shape is read from the body itself, never from the status or the content type alone (both lie now and
// then); texts are bounded and lose their control characters; a stack trace is never kept.
import { cloudFields, cloudInteger } from './cloud-value.ts';
import { errorCodeName } from './error-codes.ts';

export type ErrorBody =
  /** `{Code, Details, StackTrace}`, the older shape. */
  | {
      readonly kind: 'code-details';
      readonly status: number;
      readonly code: number;
      readonly name: string | null;
      readonly details: string | null;
    }
  /** `{errorCode, message}`, the newer shape. */
  | {
      readonly kind: 'code-message';
      readonly status: number;
      readonly code: number;
      readonly name: string | null;
      readonly message: string | null;
    }
  /** `{error, error_description, error_uri?}` of the token endpoint. */
  | {
      readonly kind: 'oauth';
      readonly status: number;
      readonly error: string;
      readonly description: string | null;
      readonly uri: string | null;
    }
  /** A page of the proxy or the content network: the application has not spoken. */
  | {
      readonly kind: 'html';
      readonly status: number;
      readonly title: string | null;
      /** `nginx` when the page names it: the cloud's own proxy. */
      readonly server: 'nginx' | 'unknown';
    }
  | { readonly kind: 'empty'; readonly status: number }
  /** None of these, such as validation text. */
  | { readonly kind: 'unrecognised'; readonly status: number };

/** The longest error bodies seen are under 1 kB; of a longer one only the beginning is looked at. */
const maxBodyLength = 64 * 1024;

/** Enough for the cloud's longest sentences; what a person reads at most. */
const maxTextLength = 500;

export function parseErrorBody(status: number, contentType: string | null, text: string): ErrorBody {
  const body = text.slice(0, maxBodyLength).trim();
  if (body === '') return { kind: 'empty', status };
  if (body.startsWith('{')) return errorInJson(status, jsonOf(body));
  if (body.startsWith('<') || contentType?.toLowerCase().startsWith('text/html')) return htmlError(status, body);
  return { kind: 'unrecognised', status };
}

/** The same of a body that was parsed already; what is no object is `unrecognised`. */
export function errorInJson(status: number, body: unknown): ErrorBody {
  const fields = cloudFields(body) ?? new Map<string, unknown>();
  const code = cloudInteger(fields.get('code'));
  if (code !== undefined) {
    return {
      kind: 'code-details',
      status,
      code,
      name: errorCodeName(code) ?? null,
      details: textOf(fields, 'details'),
    };
  }
  const errorCode = cloudInteger(fields.get('errorcode'));
  if (errorCode !== undefined) {
    const name = errorCodeName(errorCode) ?? null;
    return { kind: 'code-message', status, code: errorCode, name, message: textOf(fields, 'message') };
  }
  const error = textOf(fields, 'error');
  if (error === null) return { kind: 'unrecognised', status };
  const description = textOf(fields, 'error_description');
  return { kind: 'oauth', status, error, description, uri: textOf(fields, 'error_uri') };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // Broken JSON has no fields: the caller says `unrecognised`.
  }
}

function htmlError(status: number, body: string): ErrorBody {
  const lower = body.toLowerCase();
  const from = lower.indexOf('<title>');
  const to = lower.indexOf('</title>', from);
  const title = from < 0 || to < 0 ? null : cleaned(body.slice(from + '<title>'.length, to));
  return { kind: 'html', status, title, server: lower.includes('nginx') ? 'nginx' : 'unknown' };
}

function textOf(fields: ReadonlyMap<string, unknown>, name: string): string | null {
  const value = fields.get(name);
  return typeof value === 'string' ? cleaned(value) : null;
}

function cleaned(text: string): string | null {
  const clean = text
    .slice(0, maxTextLength)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return clean === '' ? null : clean;
}
