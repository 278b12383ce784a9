// The shapes in which the cloud answers (zaptec-api.md §8): JSON, empty, and the proxy's own HTML pages.
import type { CloudAnswer } from './cloud-request.ts';

const jsonType = 'application/json; charset=utf-8';

export function json(status: number, value: unknown): CloudAnswer {
  return { status, headers: { 'content-type': jsonType }, body: JSON.stringify(value) };
}

/** Text that is JSON already. */
export function jsonText(status: number, body: string): CloudAnswer {
  return { status, headers: { 'content-type': jsonType }, body };
}

/** Empty body, no content type: accepted commands and updates, 401, 403, most 404s. */
export function empty(status: number): CloudAnswer {
  return { status, headers: {}, body: '' };
}

/** The excess of the bucket: refused at once, `Retry-After` is always 1 (documented). Its body is a switch. */
export function tooManyRequests(body: 'empty' | 'html'): CloudAnswer {
  if (body === 'empty') return { status: 429, headers: { server: 'nginx', 'retry-after': '1' }, body: '' };
  const page = proxyPage(429);
  return { ...page, headers: { ...page.headers, 'retry-after': '1' } };
}

/** The older error shape: `Code` 527, 528 … */
export function codeError(status: number, code: number, details: string | null): CloudAnswer {
  return json(status, { Code: code, Details: details, StackTrace: null });
}

/** The newer error shape: `errorCode` 512. */
export function errorCode(status: number, code: number, message: string): CloudAnswer {
  return json(status, { errorCode: code, message });
}

export function oauthError(error: string, description: string, uri?: string): CloudAnswer {
  return json(400, { error, error_description: description, ...(uri ? { error_uri: uri } : {}) });
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Not Allowed',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** A page of the proxy in front of the cloud; the one for 503 is 197 bytes long (observed: HA#392). */
export function proxyPage(status: number): CloudAnswer {
  const line = `${status} ${reasons[status] ?? 'Error'}`;
  const lines = [
    '<html>',
    `<head><title>${line}</title></head>`,
    '<body>',
    `<center><h1>${line}</h1></center>`,
    '<hr><center>nginx/1.29.0</center>',
    '</body>',
    '</html>',
  ];
  return {
    status,
    headers: { server: 'nginx/1.29.0', 'content-type': 'text/html' },
    body: `${lines.join('\r\n')}\r\n`,
  };
}
