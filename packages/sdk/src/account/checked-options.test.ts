import { describe, expect, test } from 'vitest';
import { connect } from '../connect.ts';
import type { AccountOptions } from './account-options.ts';
import { checkedOptions } from './checked-options.ts';
import { openAccount } from './open-account.ts';

const group = '90000000-0000-4000-8000-000000000001';
const usable = {
  credentials: { read: async () => ({ username: 'a', password: 'b' }) },
  userAgent: 'options-test/1.0 (+https://example.org)',
};
const withThese = (options: object) => ({ ...usable, ...options }) as unknown as AccountOptions;

describe('an option that cannot be used is refused before anything is opened, by its name and with what it takes:', () => {
  test.each([
    ['a text for a list of groups', { userGroupIds: 'abc' }, /`userGroupIds` must be a list of UUIDs, each once/],
    ['a group that is no UUID', { userGroupIds: ['abc'] }, /`userGroupIds` must be a list of UUIDs/],
    ['an empty group, as an empty variable gives it', { userGroupIds: [''] }, /`userGroupIds`/],
    ['a group named twice', { userGroupIds: [group, group.toUpperCase()] }, /`userGroupIds` must be .* each once/],
    ['a login itself', { credentials: { username: 'a', password: 'b' } }, /`credentials` must be .* `read`/],
    [
      'credentials of an unknown kind',
      { credentials: { kind: 'x', read: usable.credentials.read } },
      /credentials\.kind/,
    ],
    ['a path for a keeper of secrets', { secrets: 'var/secrets' }, /`secrets` must be .* load, save/],
    ['half a keeper of secrets', { secrets: { load: async () => null } }, /`secrets`/],
    ['half a keeper', { keeper: { load: async () => null } }, /`keeper` must be .* load, persist/],
    ['half a log', { log: { info: () => {} } }, /`log` must be .* debug, info, warn, error/],
    ['half a clock', { clock: { nowMs: () => 0 } }, /`clock`/],
    ['metrics that cannot count', { metrics: {} }, /`metrics` must be .* count, gauge/],
    ['a source that cannot be opened', { source: {} }, /`source` must be .* the function open/],
    ['a margin in words', { margin: 'slow' }, /`margin` must be an object/],
    ['half a margin', { margin: { ratePerSecond: 1 } }, /`margin\.burst` must be a number/],
    [
      'a rule that nobody knows',
      { commandRules: { resumeWhileScheduled: 'perhaps' } },
      /commandRules\.resumeWhileScheduled/,
    ],
    ['no name', { accountId: '' }, /`accountId`/],
    ['a number as address', { baseUrl: 8710 }, /`baseUrl` must be a text/],
    [
      'reads that there are not',
      { reads: { detials: false } },
      /`reads` must be an object of detail, hierarchy, firmware/,
    ],
    ['a journal that cannot be called', { journal: [] }, /`journal` must be a function/],
    ['a history that is no list', { history: 'facts' }, /`history` must be a list/],
    ['a history of nothing', { history: [null] }, /`history\[0\]` must be a fact/],
    ['a history of no facts', { history: [{}] }, /`history\[0\]` must be a fact/],
    ['a call that left never', { history: [{ kind: 'call' }] }, /`history\[0\]\.id` must be a text/],
    ['half a character', { accountId: '\ud800', keepIn: '/proc/nowhere' }, /`accountId` must be .* whole characters/],
    ['a margin too slow to be counted', { margin: { ratePerSecond: 1e-9, burst: 1 } }, /lets nothing through/],
    ['a word for a switch', { detectSharedSubscription: 'no' }, /`detectSharedSubscription` must be true or false/],
    ['null for a default', { keeper: null }, /`keeper`/],
    [
      'a home that no shell expands',
      { keepIn: '~/.my-app' },
      /`keepIn` must be .* no shell expands ~ .*join\(homedir\(\), /,
    ],
    ['a home alone', { keepIn: '~' }, /no shell expands ~/],
    ['a folder of blanks', { keepIn: '  ' }, /`keepIn` must be a folder that is not empty/],
    ['a folder with a NUL', { keepIn: 'kept\0' }, /`keepIn` must be a folder without a NUL/],
    ['a slip of the pen', { userGroupId: [group] }, /no option "userGroupId".*userGroupIds/],
    ['another case', { useragent: 'x' }, /no option "useragent".*userAgent/],
    ['a name of its own', { constructor: 1 }, /no option "constructor"/],
  ])('%s', async (_, options, sentence) => {
    const refusal = { code: 'invalid-option', message: expect.stringMatching(sentence) };
    await expect(connect(withThese(options))).rejects.toMatchObject(refusal);
    expect(() => openAccount(withThese(options))).toThrow(expect.objectContaining(refusal));
  });

  test('nothing at all, and every option that is missing', async () => {
    for (const nothing of [undefined, null, 5, []])
      await expect(connect(nothing as never)).rejects.toMatchObject({ message: expect.stringContaining('no options') });
    await expect(connect({} as never)).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/credentials and userAgent are missing\. Give .*fromEnvironment\(\)/),
    });
    await expect(connect({ credentials: usable.credentials } as never)).rejects.toThrow('userAgent is missing');
  });

  test('and what is told of it quotes no value', () => {
    const secret = 'S3CRET-in-the-wrong-place';
    for (const name of ['credentials', 'secrets', 'userGroupIds', 'margin', 'log', 'history'])
      expect(() => checkedOptions(withThese({ [name]: secret }))).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) }),
      );
  });
});

test('options that can be used pass, left out ones too', () => {
  for (const options of [
    {},
    { userGroupIds: [] },
    { userGroupIds: [group] },
    { userGroupIds: undefined, log: console },
  ])
    expect(() => checkedOptions(withThese(options))).not.toThrow();
});
