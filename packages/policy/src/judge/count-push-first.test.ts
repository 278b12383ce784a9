import { describe, expect, test } from 'vitest';
import type { Fact } from '../fact.ts';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const verdictOn = (facts: readonly Fact[]) => judge(facts).verdicts.find(({ clause }) => clause === 'push-first');
const found = (text: string) => verdictOn(history(text));
/** The writer does not tell which installation the connection details were asked of. */
const foundUnnamed = (text: string) =>
  verdictOn(
    history(text).map((fact) =>
      fact.kind === 'call' && fact.class === 'stream-details' ? { ...fact, resource: null } : fact,
    ),
  );
const polls = (fromSeconds: number) => `${fromSeconds} state c1 x=300 every=60`;

const exempt = { verdict: 'not-applicable', reason: 'the account may not read a stream: it was refused' };

describe('push-first, where a stream is refused', () => {
  test('an account that was answered 403 after its first read owes no stream, and has kept nothing', () => {
    expect(found(`0 state c1\n10 details-of-stream i1 403\n${polls(60)}`)).toMatchObject(exempt);
    expect(found('0 state c1\n 10 details-of-stream i1 403')).toMatchObject(exempt);
    expect(found('0 state c1\n 1 state c2\n 10 details-of-stream i1 403')).toMatchObject(exempt);
    expect(found('0 details-of-stream i1 403\n 1 state c2\n 2 stream refused i1\n 3 state c1')).toMatchObject(exempt);
  });

  test('a 403 of one group does not excuse an account that was then handed connection details', () => {
    expect(found(`0 group-details g1 403\n5 details-of-stream i1\n${polls(60)}`)?.verdict).toBe('cannot-tell');
    expect(found(`0 group-details g1 403\n5 stream opened i1\n6 stream lost i1\n${polls(60)}`)?.verdict).toBe('broken');
  });

  test('a later 403 of what had been handed out excuses again, and that of another does not', () => {
    const granted = '0 details-of-stream i1\n 1 stream opened i1\n 2 state c1\n 3 stream lost i1';
    expect(found(`${granted}\n 4 details-of-stream i1 403\n${polls(60)}`)).toMatchObject({
      verdict: 'kept',
      lookedAt: 1,
    });
    expect(found(`${granted}\n 4 details-of-stream i2 403\n${polls(60)}`)?.verdict).toBe('broken');
  });

  test('what was refused or handed out without a name gives way to what is said next', () => {
    const opened = '5 stream opened i1\n 6 stream lost i1';
    expect(foundUnnamed(`0 details-of-stream 403\n${opened}\n${polls(60)}`)?.verdict).toBe('broken');
    expect(foundUnnamed(`0 details-of-stream\n 5 stream refused i1\n${polls(60)}`)?.verdict).toBe('not-applicable');
  });

  test('the trial time begins anew when a stream is to be had after all', () => {
    const shutOut = `0 details-of-stream i1 403\n${polls(60)}\n18030 details-of-stream i1\n18031 stream opened i1\n 18032 stream lost i1`;
    expect(found(`${shutOut}\n 18060 state c1\n 21630 state c1`)).toMatchObject({ verdict: 'kept', lookedAt: 2 });
    expect(found(`${shutOut}\n 18060 state c1\n 21632.001 state c1`)).toMatchObject({ verdict: 'broken', count: 1 });
  });

  test('reads within the trial time count as looked at', () => {
    expect(found('0 state c1\n 60 state c1')).toMatchObject({ verdict: 'kept', lookedAt: 2 });
    expect(found('0 state c1\n 60 state c1\n 70 stream opened\n 80 state c1')).toMatchObject({ lookedAt: 3 });
  });

  test('of at most 1,024 installations it is known that their stream is to be had', () => {
    const allRefusedButOneOf = (count: number) =>
      found(`0 details-of-stream i1+ x=${count}\n 1 stream refused i1+ x=${count - 1}\n${polls(60)}`);
    expect(allRefusedButOneOf(1024)?.verdict).toBe('broken');
    expect(allRefusedButOneOf(1025)?.verdict).toBe('not-applicable');
  });

  test('an account has at most 1,024 streams that are followed', () => {
    const allLostButOneOf = (opened: number) =>
      found(`0 stream opened i1+ x=${opened}\n 1 stream lost i1+ x=${opened - 1}\n${polls(60)}`);
    expect(allLostButOneOf(1024)).toMatchObject({ verdict: 'kept' });
    expect(allLostButOneOf(1025)).toMatchObject({ verdict: 'broken' });
  });
});
