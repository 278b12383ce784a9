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

describe('push-first, installation by installation', () => {
  const polled = (installation: string, fromSeconds: number) =>
    `${fromSeconds} state c1 in=${installation} x=300 every=60`;
  const each = (count: number, line: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => line(n + 1)).join('\n');
  const opened = (count: number) => each(count, (n) => `0 stream opened i${n}`);
  const note = 'reads of installations for which one account may have no further stream';

  test('one open stream does not excuse another installation that is polled all day', () => {
    const day = '0 stream opened i1\n 1 state c1 in=i1\n 2 state c2 in=i2 charging=yes x=1440 every=60';
    // 3602 is the last read of the trial: 61 of 1,440 lie in it.
    expect(found(day)).toMatchObject({ verdict: 'broken', count: 1379 });
  });

  test('a read says how long it was without a stream that tells of it, and one that is told of says 0', () => {
    expect(found('0 stream opened i1\n 1 state c1 in=i1')).toMatchObject({ closest: { value: 0, limit: 3_600_000 } });
    expect(found('0 stream opened i1\n 1 state c2 in=i2\n 61 state c2 in=i2')).toMatchObject({
      verdict: 'kept',
      closest: { value: 60_000 },
    });
  });

  test('reads that name no installation are told of by any stream', () => {
    expect(found(`0 stream opened i1\n${polls(60)}`)?.verdict).toBe('kept');
  });

  test('the refusal of one installation speaks for no other, that of a group for all', () => {
    expect(found(`0 details-of-stream i2 403\n${polled('i1', 60)}`)?.verdict).toBe('broken');
    expect(found(`0 details-of-stream i1 403\n${polled('i1', 60)}`)?.verdict).toBe('not-applicable');
    expect(found(`0 group-details g1 403\n${polled('i1', 60)}`)?.verdict).toBe('not-applicable');
    expect(found(`0 group-details g1 403\n 1 stream opened i2\n${polled('i1', 60)}`)?.verdict).toBe('broken');
    expect(foundUnnamed(`0 details-of-stream i2 403\n${polled('i1', 60)}`)?.verdict).toBe('not-applicable');
  });

  test('a group that is handed out tells of an installation whose own stream is refused', () => {
    const refused = '0 details-of-stream i1 403\n 10 stream opened g1\n 20 stream lost g1';
    expect(found(`${refused}\n${polled('i1', 60)}`)?.verdict).toBe('broken');
  });

  test('the trial time begins anew when a stream is to be had after all: the own, any, or that of a group', () => {
    const until = (lastS: number, refusals: string, handedOut: string) =>
      found(`${refusals}\n ${polled('i1', 60)}\n 18030 ${handedOut}\n 18060 state c1 in=i1\n ${lastS} state c1 in=i1`);
    for (const [refusals, handedOut] of [
      ['0 details-of-stream i1 403\n 1 stream opened i2', 'stream opened i1\n 18030 stream lost i1'],
      ['0 group-details g1 403', 'stream opened i2'],
      ['0 details-of-stream i1 403\n 1 stream opened i2', 'stream opened g1\n 18030 stream lost g1'],
      // The group had let the account in when the own stream came to be had as well.
      ['0 stream refused i1\n 1 stream opened i2', 'group-details g1\n 18040 details-of-stream i1'],
    ] as const) {
      expect(until(21_630, refusals, handedOut)).toMatchObject({ verdict: 'kept', lookedAt: 2 });
      expect(until(21_630.001, refusals, handedOut)).toMatchObject({ verdict: 'broken', count: 1 });
    }
  });

  test('what is read beyond 64 streams of single installations is let pass, and told beside the verdict', () => {
    expect(found(`${opened(63)}\n${polled('i99', 60)}`)?.verdict).toBe('broken');
    expect(found(`${opened(64)}\n${polled('i99', 60)}`)).toMatchObject({
      verdict: 'kept',
      // 61 reads lie in the trial time.
      notes: [{ what: note, value: 239 }],
    });
  });

  test('a place is kept for a stream that was open and is refused now, and comes free when it is lost', () => {
    const lost = (event: string) => `${opened(64)}\n 100 state c1 in=i99\n 3000 stream ${event} i64`;
    const reads = (lastS: number, between = '') =>
      `3500 state c1 in=i99\n${between}\n 6000 state c1 in=i99\n ${lastS} state c1 in=i99`;
    expect(found(`${lost('refused')}\n ${reads(9000)}`)?.verdict).toBe('kept');
    expect(found(`${lost('lost')}\n ${reads(6600)}`)?.verdict).toBe('kept');
    expect(found(`${lost('lost')}\n ${reads(6600.001)}`)).toMatchObject({ verdict: 'broken', count: 1 });
    // Handed out again, and not opened: an hour from then on.
    const handedOut = '4000 details-of-stream i64';
    expect(found(`${lost('refused')}\n ${reads(7600, handedOut)}`)?.verdict).toBe('kept');
    expect(found(`${lost('refused')}\n ${reads(7600.001, handedOut)}`)?.verdict).toBe('broken');
  });

  test('beyond 1,024 installations reads count as those that name none, and refusals may have been any', () => {
    const others = (count: number) => each(count, (n) => `1 state c2 in=x${n}`);
    expect(found(`0 stream opened i1\n${others(1023)}\n${polled('i9', 60)}`)?.verdict).toBe('broken');
    expect(found(`0 stream opened i1\n${others(1024)}\n${polled('i9', 60)}`)?.verdict).toBe('kept');
    const refused = (count: number) => `0 stream opened i1\n${each(count, (n) => `1 stream refused x${n}`)}`;
    expect(found(`${refused(1023)}\n${polled('i9', 60)}`)?.verdict).toBe('broken');
    expect(found(`${refused(1024)}\n${polled('i9', 60)}`)?.verdict).toBe('not-applicable');
    expect(found(`${refused(1024)}\n 2 details-of-stream i9\n${polled('i9', 60)}`)?.verdict).toBe('broken');
  });
});
