// Stands between the house and the emulated cloud, passes every call on, and remembers each secret that crosses.
// A PIN of four digits would be found by chance in any file: on its way through it is made long enough to be recognised.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordingProxy {
  readonly url: string;
  /** What crossed, by the kind of secret; at most some hundred values in a test. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>;
  close(): Promise<void>;
}

const secretFields: ReadonlySet<string> = new Set([
  'access_token',
  'Password',
  'Pin',
  'WebhooksAuthPayload',
  'PropertyOcppPassword',
  'OcppInitialChargePointPassword',
]);
/** Observations that are secret: the OCPP passwords of a charger. */
const secretStates: ReadonlySet<unknown> = new Set([863, 864]);

export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const seen = new Map<string, Set<string>>();
  const note = (kind: string, value: unknown): void => {
    if (typeof value !== 'string' || value === '') return;
    const values = seen.get(kind) ?? new Set();
    seen.set(kind, values.add(value));
  };
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const row = value as Readonly<Record<string, unknown>>;
    if (secretStates.has(row['StateId'])) note('observation', row['ValueAsString']);
    for (const [name, inner] of Object.entries(row)) {
      if (secretFields.has(name)) note(name, inner);
      look(inner);
    }
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const body = Buffer.concat(chunks);
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 ? { body } : {}),
    });
    const text = (await answer.text()).replace(/"Pin":"(\d{4})"/g, '"Pin":"pin-of-a-charger-$1"');
    if (answer.headers.get('content-type')?.includes('json')) look(JSON.parse(text));
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
