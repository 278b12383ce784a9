import { verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { privateKeyFrom, publicKeyOf, signDeterministically } from './deterministic-signature.ts';

/** RFC 6979 A.2.6: the key, and r and s of "sample" and "test" with SHA-256. */
const rfcKey = BigInt(
  '0x6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5',
);
const rfcSignatures = [
  {
    text: 'sample',
    r: '21B13D1E013C7FA1392D03C5F99AF8B30C570C6F98D4EA8E354B63A21D3DAA33BDE1E888E63355D92FA2B3C36D8FB2CD',
    s: 'F3AA443FB107745BF4BD77CB3891674632068A10CA67E3D45DB2266FA7D1FEEBEFDC63ECCD1AC42EC0CB8668A4FA0AB0',
  },
  {
    text: 'test',
    r: '6D6DEFAC9AB64DABAFE36C6BF510352A4CC27001263638E5B16D9BB51D451559F918EEDAF2293BE5B475CC8F0188636B',
    s: '2D46F3BECBCC523D5F1A1256BF0C9B024D879BA9E838144C8BA6BAEB4B53B47D51AB373F9845C0514EEFB14024787265',
  },
];

describe('a signature of the seeded world', () => {
  it.each(rfcSignatures)('is the one that RFC 6979 prints for "$text"', ({ text, r, s }) => {
    const hex = signDeterministically(rfcKey, text).toString('hex');
    expect(hex).toContain(r.toLowerCase());
    expect(hex.endsWith(s.toLowerCase())).toBe(true);
  });

  it('is verified by OpenSSL for any key and text, and for no other text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 300 }), (label, text) => {
        const key = privateKeyFrom(label);
        const signature = signDeterministically(key, text);
        expect(signDeterministically(key, text)).toEqual(signature);
        expect(verify('sha256', Buffer.from(text), publicKeyOf(key), signature)).toBe(true);
        expect(verify('sha256', Buffer.from(`${text}.`), publicKeyOf(key), signature)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});
