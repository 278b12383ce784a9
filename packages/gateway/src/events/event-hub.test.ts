import { expect, test } from 'vitest';
import type { Events } from '../contract.ts';
import { eventHub } from './event-hub.ts';

const app = (name: string): Events['app'] => ({ accountId: 'main', name, event: 'login' });

test('events after an id are given again, in order, as long as they are kept', () => {
  const hub = eventHub('7');
  for (let index = 1; index <= 10_000; index++) hub.publish('app', 'main', app(String(index)));
  expect(hub.last()).toBe(10_000);
  expect(hub.after('7-10000')).toEqual([]);
  expect(hub.after('7-9998')?.map(({ number }) => number)).toEqual([9_999, 10_000]);
  expect(hub.after('7-5905')?.length).toBe(4_095);
  expect(hub.after('7-1')).toBeUndefined();
});

test.each(['7-11', '6-3', '7-', 'x', '7-1e3', undefined])(
  'the id %s is none that can be resumed: a snapshot is due',
  (id) => {
    const hub = eventHub('7');
    hub.publish('app', 'main', app('a'));
    expect(hub.after(id)).toBeUndefined();
  },
);

test('a listener hears what comes until it leaves', () => {
  const hub = eventHub('1');
  const heard: string[] = [];
  const leave = hub.subscribe((event) => heard.push(event.json()));
  hub.publish('app', 'main', app('a'));
  leave();
  hub.publish('app', 'main', app('b'));
  expect(heard).toEqual([JSON.stringify(app('a'))]);
});
