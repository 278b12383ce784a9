// What a day costs in REST calls: ours beside the models of two clients that many homes run, each on the same virtual day at
// the rehearsed cloud, counted by the cloud. No call too many is a goal of any machine: a miss ends with 1.

import { deliveryTimes } from './frugality/delivery.ts';
import { evcc } from './frugality/evcc.ts';
import { homeAssistant } from './frugality/home-assistant.ts';
import { type DayCost, runDay } from './frugality/run-day.ts';
import { ours } from './frugality/sdk.ts';

const plans = [
  { chargers: 1, most: 40 },
  { chargers: 10, most: 50 },
  { chargers: 40, most: 80 },
  { chargers: 200, most: 245 },
] as const;
const mostWithoutStream = 350;
/** From here on evcc's day, whose hours are all alike, is lived for two hours and told twelvefold: it makes half a million calls. */
const many = 40;

console.log(
  'Topology: one process; the emulated cloud in process under a manual clock, 24 virtual hours, one installation, 3 h of charging for each charger. Others are models: small programs that call as those clients do, by their source (bench/frugality); from 40 chargers on evcc lives two hours, told twelvefold.',
);
console.log(
  '\nREST calls a day         chargers      ours   (at most)  Home Assistant      ratio        evcc      ratio',
);
for (const { chargers, most } of plans) {
  const [own, component, loop] = [
    await runDay({ chargers, bus: 'both' }, ours),
    await runDay({ chargers, bus: 'both' }, homeAssistant),
    await runDay({ chargers, bus: 'both' }, evcc, chargers < many ? 24 : 2),
  ];
  line('with a stream', chargers, most, own, component, loop);
}
const home = { chargers: 1, bus: 'none' } as const;
line(
  'without a stream',
  1,
  mostWithoutStream,
  await runDay(home, ours),
  await runDay(home, homeAssistant),
  await runDay(home, evcc),
);
await delivery();

function line(name: string, chargers: number, most: number, own: DayCost, component: DayCost, loop: DayCost): void {
  const cells = [
    name.padEnd(20),
    count(chargers, 12),
    count(own.calls, 10),
    count(most, 11),
    count(component.calls, 15),
    ratio(component, own),
    count(loop.calls, 11),
    ratio(loop, own),
  ];
  console.log(`  ${cells.join(' ')}`);
  if (own.calls <= most && own.refused === 0) return;
  console.error(
    `Missed: ${own.calls} calls a day for ${chargers}, ${own.refused} refused; at most ${most} are wanted.`,
  );
  process.exitCode = 1;
}

async function delivery(): Promise<void> {
  const { messages, p50Ms, p99Ms, mostMs } = await deliveryTimes();
  const goal = p99Ms <= 2_000 ? '' : ', missed';
  console.log(`
From the broker to the mirror, over AMQP on loopback, real time: ${count(messages, 0)} messages of 40 charging chargers
  applied after          ${p50Ms.toFixed(1)} ms in the median, ${p99Ms.toFixed(1)} ms p99, ${mostMs.toFixed(1)} ms at most   (goal p99 2,000 ms${goal})`);
}

function ratio(other: DayCost, own: DayCost): string {
  return `${(other.calls / own.calls).toFixed(1)} ×`.padStart(10);
}

function count(value: number, width: number): string {
  return value.toLocaleString('en').padStart(width);
}
