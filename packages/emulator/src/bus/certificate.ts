// The emulator's own CA and the certificate of its AMQP TLS door, made anew at each start, for loopback names only.
import { generate } from 'selfsigned';

export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
  readonly caPem: string;
}

/** A year: an emulator that runs longer gets a new certificate at its next start. */
const validForMs = 365 * 24 * 3_600_000;

export async function makeTlsIdentity(nowMs: number): Promise<TlsIdentity> {
  const validity = { notBeforeDate: new Date(nowMs - 60_000), notAfterDate: new Date(nowMs + validForMs) };
  const ec = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', ...validity } as const;
  const ca = await generate([{ name: 'commonName', value: 'Fairlead emulator CA' }], {
    ...ec,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const door = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...ec,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { key: door.private, cert: door.cert, caPem: ca.cert };
}
