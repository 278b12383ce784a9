import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { SdkError, type SdkErrorCode } from '../sdk-error.ts';
import { HeldAnswers, type Question } from './held-answers.ts';

const hourMs = 3_600_000;

function opened() {
  const clock = manualClock();
  const answers = new HeldAnswers<string>(clock, (value) => (value === 'for ever' ? Number.POSITIVE_INFINITY : hourMs));
  let asked = 0;
  const question = (value: string | SdkErrorCode, more: Partial<Question<string>> = {}): Question<string> => ({
    key: 'one',
    ask: async () => {
      asked += 1;
      if (value === 'too-early' || value === 'cloud-refused') throw new SdkError(value, 'Failed to ask: no. Wait.');
      return { value, readAtMs: clock.nowMs() };
    },
    instead: () => null,
    ...more,
  });
  return { clock, answers, question, asked: () => asked };
}

test('a fresh answer serves without a call, an old one is asked for again, one that never changes is not', async () => {
  const { clock, answers, question, asked } = opened();
  const first = await answers.read(question('a'));
  expect(first).toEqual({ value: 'a', readAtMs: clock.nowMs(), reason: null });
  await clock.advanceBy(hourMs - 1);
  expect(await answers.read(question('b'))).toEqual(first);
  await clock.advanceBy(1);
  expect((await answers.read(question('for ever'))).value).toBe('for ever');
  await clock.advanceBy(1_000 * hourMs);
  expect((await answers.read(question('c'))).value).toBe('for ever');
  expect(asked()).toBe(2);
});

test('where the cloud cannot be asked now, what is held serves with the reason, then what else is known', async () => {
  const { clock, answers, question } = opened();
  const known = { value: 'listed', readAtMs: 7 };
  expect(await answers.read(question('too-early', { instead: () => known }))).toEqual({
    ...known,
    reason: 'This is what is held. Failed to ask: no. Wait.',
  });
  const { readAtMs } = await answers.read(question('a'));
  await clock.advanceBy(2 * hourMs);
  expect(await answers.read(question('too-early', { instead: () => known }))).toMatchObject({ value: 'a', readAtMs });
});

test('a final refusal, and a failure while nothing is known, are the caller’s to hear', async () => {
  const { clock, answers, question } = opened();
  await expect(answers.read(question('too-early'))).rejects.toMatchObject({ code: 'too-early' });
  await answers.read(question('a'));
  await clock.advanceBy(hourMs);
  await expect(answers.read(question('cloud-refused'))).rejects.toMatchObject({ code: 'cloud-refused' });
  const mistake = question('a', { ask: () => Promise.reject(new TypeError('a mistake')) });
  await expect(answers.read(mistake)).rejects.toThrow(TypeError);
});

test.each([
  [
    'fetch rejects',
    new TypeError('fetch failed', { cause: Object.assign(new Error('P3RSON'), { code: 'ECONNRESET' }) }),
  ],
  ['fetch rejects without a cause', new TypeError('fetch failed')],
  ['the body of an answer breaks off', new TypeError('terminated')],
  ['a time-out of fetch ends it', new DOMException('P3RSON', 'TimeoutError')],
])('where %s, what is held serves, and the reason quotes nothing of it', async (_, thrown) => {
  const { clock, answers, question } = opened();
  const broken = question('b', { ask: () => Promise.reject(thrown) });
  await expect(answers.read(broken)).rejects.toBe(thrown);
  await answers.read(question('a'));
  await clock.advanceBy(hourMs);
  const { value, reason } = await answers.read(broken);
  expect(value).toBe('a');
  expect(reason).toMatch(/^This is what is held\. Failed to reach the cloud: .*\.$/);
  expect(reason).not.toContain('P3RSON');
});

test('an answer read while the clock was ahead serves no longer than any other once it is put right', async () => {
  const { clock, answers, question, asked } = opened();
  const aheadMs = 400 * 24 * hourMs;
  clock.jumpWall(aheadMs);
  await answers.read(question('a'));
  clock.jumpWall(-aheadMs);
  await clock.advanceBy(hourMs - 1);
  await answers.read(question('b'));
  expect(asked()).toBe(1);
  await clock.advanceBy(1);
  expect((await answers.read(question('b'))).value).toBe('b');
  expect(asked()).toBe(2);
});

test('a thousand answers are held, and the one asked for longest ago goes first', async () => {
  const { answers, question, asked } = opened();
  for (let number = 0; number <= 1_000; number++) await answers.read(question('a', { key: String(number) }));
  await answers.read(question('a', { key: '1' }));
  expect(asked()).toBe(1_001);
  await answers.read(question('a', { key: '0' }));
  expect(asked()).toBe(1_002);
});

test('who asks what is being asked waits for that answer, and asks itself where the other one takes its call back', async () => {
  const { clock, answers, question, asked } = opened();
  const first = Promise.withResolvers<{ value: string; readAtMs: number }>();
  const leading = answers.read(question('', { ask: () => first.promise }));
  const following = [answers.read(question('b')), answers.read(question('b'))];
  first.resolve({ value: 'a', readAtMs: clock.nowMs() });
  expect((await Promise.all([leading, ...following])).map(({ value }) => value)).toEqual(['a', 'a', 'a']);
  expect(asked()).toBe(0);
  await clock.advanceBy(hourMs);
  const second = Promise.withResolvers<{ value: string; readAtMs: number }>();
  const left = answers.read(question('', { ask: () => second.promise }));
  const others = Promise.all([answers.read(question('c')), answers.read(question('d'))]);
  second.reject(new SdkError('cancelled', 'Failed to ask: its caller left. Ask again.'));
  await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  expect((await others).map(({ value }) => value)).toEqual(['c', 'c']);
  expect(asked()).toBe(1);
});
