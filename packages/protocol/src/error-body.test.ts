import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseErrorBody } from './error-body.ts';
import { errorCodeName, errorCodes } from './error-codes.ts';

const nginxPage =
  '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>nginx/1.29.0</center>\r\n</body>\r\n</html>\r\n';

describe('parseErrorBody', () => {
  test('reads the older shape and drops the stack trace', () => {
    expect(
      parseErrorBody(
        500,
        'application/json',
        '{"Code":527,"Details":"Cannot update installation when using APM","StackTrace":"at X"}',
      ),
    ).toEqual({
      kind: 'code-details',
      status: 500,
      code: 527,
      name: 'NotSupported',
      details: 'Cannot update installation when using APM',
    });
    expect(parseErrorBody(500, null, '{"Code":528,"Details":null,"StackTrace":null}')).toMatchObject({
      code: 528,
      name: 'DeviceCommandRejected',
      details: null,
    });
  });

  test('reads the newer shape', () => {
    expect(parseErrorBody(404, 'application/json', '{"errorCode":512,"message":"Charger not found."}')).toEqual({
      kind: 'code-message',
      status: 404,
      code: 512,
      name: 'UnknownObject',
      message: 'Charger not found.',
    });
  });

  test('reads OAuth’s shape', () => {
    const body = '{"error":"invalid_grant","error_description":"The username or password is incorrect."}';
    expect(parseErrorBody(400, 'application/json;charset=UTF-8', body)).toEqual({
      kind: 'oauth',
      status: 400,
      error: 'invalid_grant',
      description: 'The username or password is incorrect.',
      uri: null,
    });
  });

  test('reads the proxy’s page, 197 bytes of it', () => {
    expect(nginxPage).toHaveLength(197);
    expect(parseErrorBody(503, 'text/html', nginxPage)).toEqual({
      kind: 'html',
      status: 503,
      title: '503 Service Temporarily Unavailable',
      server: 'nginx',
    });
  });

  test('tells a content network’s page from the proxy’s own', () => {
    expect(parseErrorBody(524, 'text/html', '<!DOCTYPE html><TITLE>524: A timeout occurred</TITLE>')).toEqual({
      kind: 'html',
      status: 524,
      title: '524: A timeout occurred',
      server: 'unknown',
    });
  });

  test.each([
    ['', 'empty'],
    [' \r\n', 'empty'],
    ['The field is required.', 'unrecognised'],
    ['{"Code":', 'unrecognised'],
    ['{"title":"One or more validation errors occurred."}', 'unrecognised'],
    ['[]', 'unrecognised'],
  ])('reads %j as %s', (text, kind) => {
    expect(parseErrorBody(500, null, text)).toEqual({ kind, status: 500 });
  });

  test('believes the body more than the content type', () => {
    expect(parseErrorBody(500, 'text/html', '{"Code":528}').kind).toBe('code-details');
    expect(parseErrorBody(503, 'application/json', nginxPage).kind).toBe('html');
  });

  test('bounds texts and takes control characters out of them', () => {
    const body = JSON.stringify({ errorCode: 500, message: `a\u001b[31m\nb${'x'.repeat(5000)}` });
    const parsed = parseErrorBody(500, null, body);
    expect(parsed.kind === 'code-message' && parsed.message).toMatch(/^a \[31m bx{400,500}$/);
  });

  test('never throws on any body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map((text) => `<title>${text}`),
        ),
        (text) => {
          expect(() => parseErrorBody(500, null, text)).not.toThrow();
        },
      ),
    );
  });
});

test('all 41 codes of the constants have their name', () => {
  expect(errorCodes).toHaveLength(41);
  expect([512, 527, 528].map(errorCodeName)).toEqual(['UnknownObject', 'NotSupported', 'DeviceCommandRejected']);
  expect(errorCodeName(501)).toBeUndefined();
});
