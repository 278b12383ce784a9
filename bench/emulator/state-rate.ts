// Requests a second of a charger's state, beside a bare node:http server that answers with the same bytes: the same raw
// client asks both, in turn.
import { connect, type Socket } from 'node:net';
import { type Child, openChild } from './child.ts';
import type { Place } from './cloud.ts';
import { median } from './figures.ts';
import { login } from './login.ts';

const connections = 16;
const rounds = 9;
const roundMs = 2_000;
const goal = 0.6;

interface Round {
  readonly perSecond: number;
  readonly processorUs: number;
}

export async function stateRate(): Promise<void> {
  const cloud = await openChild<Place>('cloud', ['40', '8', '1']);
  cloud.order('lift-limit');
  const { url } = cloud.opened;
  const authorization = `Bearer ${await login(cloud.opened)}`;
  const list = await fetch(`${url}/api/chargers`, { headers: { authorization } });
  const { Data } = (await list.json()) as { Data: readonly { Id: string }[] };
  const path = `/api/chargers/${Data[0]?.Id}/state`;
  const answer = await fetch(`${url}${path}`, { headers: { authorization } });
  const body = Buffer.from(await answer.arrayBuffer());
  const own = new Set(['date', 'connection', 'keep-alive']);
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !own.has(name)));
  const plain = await openChild<{ port: number }>('plain-server', [body.toString('base64'), JSON.stringify(headers)]);

  const taken = { ours: [] as Round[], yardstick: [] as Round[] };
  for (let round = 0; round < rounds; round++) {
    taken.yardstick.push(await measure(plain, plain.opened.port, path, authorization));
    taken.ours.push(await measure(cloud, Number(new URL(url).port), path, authorization));
  }
  const rate = (all: readonly Round[]) => median(all.map(({ perSecond }) => perSecond));
  const told = (all: readonly Round[]) =>
    `${rate(all).toFixed(0)}/s [${median(all.map(({ processorUs }) => processorUs)).toFixed(0)} µs each]`;
  // Round by round, since a neighbour on the machine slows both of one round and not those of another.
  const ratio = median(taken.ours.map(({ perSecond }, round) => perSecond / (taken.yardstick[round]?.perSecond ?? 0)));
  console.log(
    `/state, ${body.byteLength} bytes, ${connections} connections, medians of ${rounds} rounds: emulator ${told(taken.ours)}, ` +
      `bare node:http ${told(taken.yardstick)}: median of the ratios ${ratio.toFixed(2)} (goal ≥ ${goal}${ratio < goal ? ', missed' : ''})`,
  );
  await Promise.all([cloud.end(), plain.end()]);
}

async function measure(server: Child<unknown>, port: number, path: string, authorization: string): Promise<Round> {
  const request =
    `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nuser-agent: fairlead-bench/1.0 (bench@fairlead.test)\r\n` +
    `authorization: ${authorization}\r\n\r\n`;
  const before = await server.spent();
  const beganMs = performance.now();
  const counts = await Promise.all(
    Array.from({ length: connections }, () => askAgain(port, request, beganMs + roundMs)),
  );
  const tookMs = performance.now() - beganMs;
  const answered = counts.reduce((sum, count) => sum + count, 0);
  const { processorUs } = await server.spent();
  return { perSecond: (answered * 1000) / tookMs, processorUs: (processorUs - before.processorUs) / answered };
}

/** One connection that asks as soon as it was answered, until this instant. @returns how often it was answered with 200 */
function askAgain(port: number, request: string, untilMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setNoDelay(true);
    let answered = 0;
    let missing = 0;
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      missing = missing > 0 ? missing - chunk.byteLength : wholeOf(chunk) - chunk.byteLength;
      if (missing > 0) return;
      answered += 1;
      if (performance.now() < untilMs) socket.write(request);
      else {
        socket.destroy();
        resolve(answered);
      }
    });
  });
}

/** How long the answer is that this chunk begins. */
function wholeOf(chunk: Buffer): number {
  const head = chunk.toString('latin1', 0, chunk.indexOf('\r\n\r\n'));
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200') || length === undefined) throw new Error(`The bench was answered ${head}`);
  return head.length + 4 + Number(length);
}
