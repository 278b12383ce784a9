// Minutes of real traffic with random kills (3, or as many as the first argument says): each message at least once, none lost.
import { randomOf } from '../test/broker-soak/random-of.ts';
import { soak } from '../test/broker-soak/soak.ts';

const minutes = Number(process.argv[2] ?? 3);
const seed = Number(process.argv[3] ?? 1);

console.log(
  `soak of the broker, ${minutes} min, seed ${seed}: 3 readers (official client: subscribe, batches, WebSocket) and 2 publishers ` +
    '(in process, AMQP) in one process, every connection killed about once a second',
);
const result = await soak({ trafficMs: minutes * 60_000, random: randomOf(seed) });
console.log(result);
console.log(`resident ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
if (result.missing + result.left + result.dropped + result.deadLettered > 0) {
  console.error('Missed: every message is delivered at least once and none is lost.');
  process.exitCode = 1;
}
