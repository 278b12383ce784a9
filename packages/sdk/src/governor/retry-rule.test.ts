import { describe, expect, it } from 'vitest';
import type { Exchange } from '../transport/exchange.ts';
import { mostTries, nextStep } from './retry-rule.ts';

const get = { class: 'state', method: 'GET', attempt: 1, loginHelps: false } as const;
const post = { class: 'command', method: 'POST', attempt: 1, loginHelps: false } as const;

function answered(status: number, shape: 'empty' | 'json' | 'html' = 'empty'): Exchange {
  return { kind: 'answered', status, shape, body: undefined, bytes: 0, retryAfterMs: null, digest: null };
}

function failed(reached: 'no' | 'maybe', code: string): Exchange {
  return { kind: 'failed', reached, code, message: '' };
}

describe('a read goes again', () => {
  it.each([429, 502, 503, 504, 524, 500])('after %i without an answer of the application', (status) => {
    expect(nextStep(get, answered(status))).toBe('again');
  });
  it('after any failure of the network', () => {
    expect(nextStep(get, failed('maybe', 'ECONNRESET'))).toBe('again');
    expect(nextStep(get, failed('no', 'ENOTFOUND'))).toBe('again');
  });
  it('five times altogether and no more', () => {
    expect(nextStep({ ...get, attempt: mostTries }, answered(503))).toBe('done');
  });
});

describe('these answers are final', () => {
  it.each([200, 204, 302, 400, 403, 404, 409])('%i', (status) => {
    expect(nextStep(get, answered(status))).toBe('done');
    expect(nextStep(post, answered(status))).toBe('done');
  });
  it('500 with a code: it is the application that refuses', () => {
    expect(nextStep(get, answered(500, 'json'))).toBe('done');
    expect(nextStep(post, answered(500, 'json'))).toBe('done');
  });
});

describe('a write goes again only when no byte of it can have reached the application', () => {
  it.each([
    [answered(429), 'again'],
    [answered(503, 'html'), 'again'],
    [failed('no', 'ENOTFOUND'), 'again'],
    [failed('no', 'ECONNREFUSED'), 'again'],
    [failed('no', 'CERT_HAS_EXPIRED'), 'again'],
    [answered(503, 'json'), 'done'],
    [answered(500), 'done'],
    [answered(502, 'html'), 'done'],
    [answered(504, 'html'), 'done'],
    [answered(524, 'html'), 'done'],
    [failed('maybe', 'ECONNRESET'), 'done'],
    [failed('maybe', 'timeout'), 'done'],
  ] as const)('%j: %s', (exchange, step) => {
    expect(nextStep(post, exchange)).toBe(step);
  });
});

it('asks for a login after 401 only where it helps', () => {
  expect(nextStep({ ...get, loginHelps: true }, answered(401))).toBe('login');
  expect(nextStep(get, answered(401))).toBe('done');
});
