// A private CA and a certificate of it for localhost, made anew for each run.
import { generate } from 'selfsigned';

export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
  readonly caPem: string;
}

const ec = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

export async function makeTlsIdentity(): Promise<TlsIdentity> {
  const ca = await generate([{ name: 'commonName', value: 'broker test CA' }], {
    ...ec,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const altNames = [
    { type: 2, value: 'localhost' },
    { type: 7, ip: '127.0.0.1' },
  ] as const;
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...ec,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [...altNames] },
    ],
  });
  return { key: leaf.private, cert: leaf.cert, caPem: ca.cert };
}
