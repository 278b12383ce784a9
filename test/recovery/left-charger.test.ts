// A charger that leaves the account behind a clock that was set back is shown nowhere once a list told no more of it; after a start
// behind what was kept nobody knows which row is older, and a list tells within the hour that lies between two.
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

/** Shown by none of what a program may ask. */
async function shownAs(id: string): Promise<readonly string[]> {
  const { zaptec, clock } = cloud;
  const { mirror } = zaptec.account;
  // First, since a list that is old is read anew where it is asked for.
  const held = [...(mirror.charger(id) ? ['held'] : []), ...(mirror.observation(id, 710) ? ['told of'] : [])];
  const listed: string[] = [];
  await clock.during(
    (async () => {
      for await (const one of zaptec.chargers.list({ values: 'held' })) listed.push(one.id);
    })(),
  );
  return listed.includes(id) ? [...held, 'listed'] : held;
}

test.each([
  [-180, 'while it runs', 7],
  [-1_440, 'while it runs', 7],
  [-180, 'before a start', 7],
  [-1_440, 'before a start', 7],
  [-180, 'after it left', 13],
  [-1_440, 'after it left', 13],
] as const)('put back by %i min %s', async (min, when, withinHours) => {
  let gone = '';
  cloud = await followedCloud({
    fetchOf: (send) => async (input, init) => {
      const { pathname } = new URL(new Request(input, init).url);
      if (gone !== '' && pathname.includes(gone)) return new Response(null, { status: 403 });
      const answer = await send(input, init);
      if (pathname !== '/api/chargers' || !answer.ok) return answer;
      const page = (await answer.json()) as { readonly Data: readonly { readonly Id: string }[] };
      return Response.json({ ...page, Data: page.Data.filter(({ Id }) => Id !== gone) }, { headers: answer.headers });
    },
  });
  const { clock, machine, emulator } = cloud;
  const leaving = emulator.world.chargers()[2]?.id ?? '';
  await clock.advanceBy(61 * minuteMs);
  expect(await shownAs(leaving)).toEqual(['held', 'told of', 'listed']);
  if (when === 'after it left') {
    gone = leaving;
    await clock.advanceBy(withinHours * hourMs);
    expect(await shownAs(leaving)).toEqual([]);
    machine.setWall(min * minuteMs);
    await cloud.restart();
    await clock.advanceBy(63 * minuteMs);
    expect(await shownAs(leaving)).toEqual([]);
    return;
  }
  machine.setWall(min * minuteMs);
  await clock.advanceBy(minuteMs);
  gone = leaving;
  if (when === 'before a start') await cloud.restart();
  await clock.advanceBy(withinHours * hourMs);
  expect(await shownAs(leaving)).toEqual([]);
  await cloud.restart();
  await clock.advanceBy(63 * minuteMs);
  expect(await shownAs(leaving), 'after one more start').toEqual([]);
});
