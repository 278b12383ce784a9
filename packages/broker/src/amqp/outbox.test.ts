import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Outbox } from './outbox.ts';

/** A socket whose client reads when the test says so. */
function stalled(): { readonly stream: Writable; readonly read: () => void } {
  const taken: (() => void)[] = [];
  const stream = new Writable({ highWaterMark: 100, write: (_chunk, _encoding, done) => void taken.push(done) });
  return { stream, read: () => taken.shift()?.() };
}

function outboxOf(stream: Writable): { readonly outbox: Outbox; readonly ends: () => number } {
  let overflows = 0;
  const overflowed = () => {
    overflows += 1;
  };
  // The least of a Duplex that an outbox looks at.
  const outbox = new Outbox({ stream: stream as never, maxBufferedBytes: 1000, largestBytes: 500, overflowed });
  return { outbox, ends: () => overflows };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('deliveries of all links together wait when the socket and what was handed over reach the bound', async () => {
  const { stream, read } = stalled();
  const { outbox } = outboxOf(stream);
  let calls = 0;
  stream.write(Buffer.alloc(600));
  expect(outbox.isFull()).toBe(false);
  outbox.hold(401);
  expect(outbox.isFull()).toBe(true);
  outbox.whenRoom(() => {
    calls += 1;
  });
  read();
  await turn();
  expect([outbox.isFull(), calls]).toEqual([false, 1]);
});

test('who waits is called once when there is room, and not at all after its undo', async () => {
  const { outbox } = outboxOf(stalled().stream);
  const calls: string[] = [];
  outbox.hold(1200);
  outbox.whenRoom(() => calls.push('stays'));
  outbox.whenRoom(() => calls.push('goes'))();
  outbox.gone(100);
  await turn();
  expect(calls).toEqual([]);
  outbox.gone(500);
  outbox.gone(100);
  await turn();
  expect(calls).toEqual(['stays']);
});

test('twice the bound and a message is the end, said once', () => {
  const { outbox, ends } = outboxOf(stalled().stream);
  outbox.hold(2500);
  outbox.check();
  expect(ends()).toBe(0);
  outbox.hold(1);
  outbox.check();
  outbox.check();
  expect(ends()).toBe(1);
});

test('what rhea has written is asked of whoever handed it over, until nothing is left', () => {
  const { outbox } = outboxOf(stalled().stream);
  const holding = [true, false];
  let asked = 0;
  outbox.handed({
    isHolding: () => {
      asked += 1;
      return holding.shift() ?? true;
    },
  });
  for (let n = 0; n < 5; n++) outbox.written();
  expect(asked).toBe(2);
});
