import { expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { openTestOutlet, stateOf } from '../testing/open-test-outlet.ts';

it('whoever asks for the same while being told that it was sent joins it, and each is told once', async () => {
  const clock = manualClock();
  const { outlet, cloud } = openTestOutlet({ clock, wayMs: () => 50 });
  const told: string[] = [];
  const again = () => outlet.submit(stateOf('a', { onSent: () => void told.push('again') }));
  let second: ReturnType<typeof again> | undefined;
  const first = outlet.submit(
    stateOf('a', {
      onSent: () => {
        told.push('first');
        second = again();
      },
    }),
  );
  await clock.advanceBy(3_000);
  expect(await Promise.all([first, second])).toMatchObject([{ kind: 'exchanged' }, { kind: 'exchanged' }]);
  expect(told).toEqual(['first', 'again']);
  expect(cloud.arrivals.filter(({ path }) => path.includes('/a/'))).toHaveLength(1);
});

it('whoever leaves while another is told that it was sent takes nothing from a third', async () => {
  const clock = manualClock();
  const { outlet } = openTestOutlet({ clock, wayMs: () => 50 });
  const told: string[] = [];
  const leaves = new AbortController();
  const endings = [
    outlet.submit(stateOf('a', { signal: leaves.signal, onSent: () => leaves.abort() })),
    outlet.submit(stateOf('a', { onSent: () => void told.push('second') })),
    outlet.submit(stateOf('a', { onSent: () => void told.push('third') })),
  ];
  await clock.advanceBy(3_000);
  expect((await Promise.all(endings)).map(({ kind }) => kind)).toEqual(['cancelled', 'exchanged', 'exchanged']);
  expect(told).toEqual(['second', 'third']);
});
