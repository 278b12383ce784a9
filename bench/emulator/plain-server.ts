// The least that could answer with the same bytes: `plain-server.ts <body, base64> <headers, JSON>`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Order, Spent } from './cloud.ts';

const [body = '', headers = '{}'] = process.argv.slice(2);
const bytes = Buffer.from(body, 'base64');
const head = JSON.parse(headers) as Record<string, string>;
const server = createServer((_request, response) => {
  response.writeHead(200, head);
  response.end(bytes);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', (order: Order) => {
  const { user, system } = process.cpuUsage();
  const residentBytes = process.memoryUsage.rss();
  if (order === 'spent') process.send?.({ kind: 'spent', processorUs: user + system, residentBytes } satisfies Spent);
  else process.exit(0);
});
