import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxBusMessageBytes } from './bus-framing.ts';
import { type BusMessageContent, decodeBusMessage, encodeBusMessage } from './bus-message.ts';
import { formatCloudTime, parseCloudTime } from './cloud-time.ts';
import { sensitivityOfObservation } from './observation.ts';
import { zeroUuid } from './uuid.ts';

const chargerId = 'c0ffee00-0000-4000-8000-000000000001';
const example: BusMessageContent = {
  DeviceId: 'ZAP000001',
  DeviceType: 4,
  ChargerId: chargerId,
  StateId: 710,
  Timestamp: '2026-11-20T17:04:11.512Z',
  ValueAsString: '3',
};
const exampleText =
  '{"DeviceId":"ZAP000001","DeviceType":4,"ChargerId":"c0ffee00-0000-4000-8000-000000000001","StateId":710,"Timestamp":"2026-11-20T17:04:11.512Z","ValueAsString":"3"}';
const exampleUs = Date.UTC(2026, 10, 20, 17, 4, 11, 512) * 1000;
const decoded = {
  kind: 'observation',
  chargerId,
  stateId: 710,
  observedAtUs: exampleUs,
  value: '3',
  deviceId: 'ZAP000001',
  deviceType: 4,
};

const opening = Buffer.from('400673 7472696e67 0833'.replaceAll(' ', ''), 'hex');
const namespace = Buffer.from('http://schemas.microsoft.com/2003/10/Serialization/');

/** The envelope by hand: whatever text records the test wants, after the cloud's opening. */
function enveloped(...records: readonly (readonly number[] | Uint8Array | string)[]): Uint8Array {
  return Buffer.concat([opening, namespace, ...records.map((record) => Buffer.from(record as string))]);
}

function withText(json: unknown): Uint8Array {
  const text = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  return enveloped([0x9c, text.length & 255, (text.length >> 8) & 255, text.length >> 16, 0], text, [0x01]);
}

describe('encodeBusMessage', () => {
  test('writes the worked example byte by byte: 227 bytes', () => {
    const bytes = encodeBusMessage(example);
    expect(bytes.length).toBe(227);
    expect(Buffer.from(bytes.subarray(0, 12)).toString('hex')).toBe('4006737472696e6708336874');
    expect(Buffer.from(bytes).equals(enveloped([0x98, 0xa3], exampleText, [0x01]))).toBe(true);
  });

  test('leaves the key out where there is no value', () => {
    const { ValueAsString: _, ...pulse } = { ...example, StateId: -1 };
    const text = Buffer.from(encodeBusMessage(pulse)).toString();
    expect(text).not.toContain('ValueAsString');
    expect(encodeBusMessage({ ...pulse, ValueAsString: null })).toEqual(encodeBusMessage(pulse));
  });

  test.each([
    [255, 0x98],
    [256, 0x9a],
    [65_535, 0x9a],
    [65_536, 0x9c],
  ])('a text of %i bytes gets record %i', (length, record) => {
    const value = 'x'.repeat(length - exampleText.length + 1);
    const bytes = encodeBusMessage({ ...example, ValueAsString: value });
    expect(bytes[61]).toBe(record);
    expect(decodeBusMessage(bytes)).toEqual({ ...decoded, value });
  });

  test('refuses a message past 256 kB and does not repeat it', () => {
    const value = 'secret'.repeat(50_000);
    expect(() => encodeBusMessage({ ...example, ValueAsString: value })).toThrow(
      expect.objectContaining({ code: 'message-too-long', message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('decodeBusMessage', () => {
  test('reads the worked example', () => {
    expect(decodeBusMessage(encodeBusMessage(example))).toEqual(decoded);
  });

  test('takes what looks secret out of JSON in a value, and keeps the rest', () => {
    const message = { ...example, StateId: 100, ValueAsString: '{"DeviceType":"Go","Wifi":{"wpaPsk":"hush"}}' };
    expect(decodeBusMessage(encodeBusMessage(message))).toMatchObject({ value: '{"DeviceType":"Go","Wifi":{}}' });
  });

  const text = Buffer.from(exampleText);
  const half = 40;
  test.each([
    ['98', enveloped([0x98, text.length], text, [0x01])],
    ['99, end folded in', enveloped([0x99, text.length], text)],
    ['9A', enveloped([0x9a, text.length, 0], text, [0x01])],
    ['9B, end folded in', enveloped([0x9b, text.length, 0], text)],
    ['9C', enveloped([0x9c, text.length, 0, 0, 0], text, [0x01])],
    ['9D, end folded in', enveloped([0x9d, text.length, 0, 0, 0], text)],
    [
      'pieces',
      enveloped([0x98, half], text.subarray(0, half), [0xa8, 0x9b, text.length - half, 0], text.subarray(half)),
    ],
    ['no end record', enveloped([0x98, text.length], text)],
    ['bytes after the end', enveloped([0x98, text.length], text, [0x01, 0x00, 0x00])],
    [
      'a prefixed element and a two-byte name length',
      Buffer.concat([Buffer.from([0x41, 1, 97, 0x86, 0x00]), Buffer.from('string'), Buffer.from([0x98, 163]), text]),
    ],
  ])('takes the text in record %s', (_, bytes) => {
    expect(decodeBusMessage(bytes)).toEqual(decoded);
  });

  test('takes a time without Z, an absent value, unknown keys, other casing and numbers as text', () => {
    const message = {
      CHARGERID: chargerId.toUpperCase(),
      stateId: '-1',
      timestamp: '2026-11-20T17:04:11.512',
      New: [],
    };
    expect(decodeBusMessage(withText(message))).toEqual({
      ...decoded,
      stateId: -1,
      value: null,
      deviceId: null,
      deviceType: null,
    });
  });

  test.each([
    ['', null],
    [null, null],
    [true, '1'],
    [16.5, '16.5'],
  ])('reads the value %j as %j', (value, read) => {
    expect(decodeBusMessage(withText({ ...example, ValueAsString: value }))).toEqual({ ...decoded, value: read });
  });

  test('ignores the all-zero charger', () => {
    expect(decodeBusMessage(encodeBusMessage({ ...example, ChargerId: zeroUuid }))).toEqual({
      kind: 'ignored',
      reason: 'zero-charger',
    });
  });

  test.each([863, 864])('a secret value (%i) stops at the border', (StateId) => {
    const bytes = encodeBusMessage({ ...example, StateId, ValueAsString: 'hush' });
    expect(decodeBusMessage(bytes)).toEqual({ kind: 'ignored', reason: 'secret-value' });
  });

  test.each([
    ['empty', new Uint8Array(0)],
    ['too-long', new Uint8Array(maxBusMessageBytes + 1)],
    ['unknown-record', enveloped([0xb6, 2, 0, 0])],
    ['unknown-record', Buffer.from(exampleText)],
    ['out-of-order', Buffer.from([0x98, 1, 65])],
    ['out-of-order', Buffer.from([0x01])],
    ['cut-short', enveloped([0x98, 200], 'short')],
    ['cut-short', enveloped([0x9c, 0xff, 0xff, 0xff, 0xff], 'x')],
    ['cut-short', Buffer.from([0x40, 0xff, 0xff, 0xff, 0xff, 0x07, 65])],
    ['cut-short', Buffer.from([0x40, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['cut-short', enveloped([0x9a, 5])],
    ['not-utf-8', enveloped([0x98, 2, 0xc0, 0x80])],
    ['no-text', enveloped([0x01])],
    ['no-text', enveloped()],
    ['not-json', withText('{"DeviceId":')],
    ['not-an-object', withText([])],
    ['not-an-object', withText('null')],
    ['charger-id', withText({ ...example, ChargerId: 'abc' })],
    ['state-id', withText({ ...example, StateId: 7.5 })],
    ['timestamp', withText({ ...example, Timestamp: 'yesterday' })],
    ['value', withText({ ...example, ValueAsString: {} })],
  ])('says %s and throws nothing', (reason, bytes) => {
    expect(decodeBusMessage(bytes)).toMatchObject({ kind: 'undecodable', reason });
  });

  test('tells the shape of what it cannot read and none of its text', () => {
    expect(decodeBusMessage(withText({ ...example, ChargerId: 'hush-hush' }))).toEqual({
      kind: 'undecodable',
      reason: 'charger-id',
      shape: '40(6) 08(51) 9c(136) 01(0)',
    });
  });

  test('stops after 64 records, so that a hostile message costs no more than its bytes', () => {
    expect(decodeBusMessage(enveloped(Array.from({ length: 200_000 }, () => 0xa8)))).toMatchObject({
      reason: 'too-many-records',
    });
  });

  test('reads whatever was encoded', () => {
    const messages = fc.record({
      DeviceId: fc.string({ unit: 'grapheme', minLength: 1 }),
      DeviceType: fc.nat(),
      ChargerId: fc.uuid(),
      StateId: fc.integer().filter((id) => sensitivityOfObservation(id) !== 'secret'),
      Timestamp: fc.tuple(fc.maxSafeInteger(), fc.boolean()).map(([us, zone]) => formatCloudTime(us, { zone })),
      ValueAsString: fc.option(fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed())),
    });
    fc.assert(
      fc.property(messages, (message) => {
        expect(decodeBusMessage(encodeBusMessage(message))).toEqual({
          kind: 'observation',
          chargerId: message.ChargerId,
          stateId: message.StateId,
          observedAtUs: parseCloudTime(message.Timestamp),
          value: message.ValueAsString === '' ? null : message.ValueAsString,
          deviceId: message.DeviceId,
          deviceType: message.DeviceType,
        });
      }),
    );
  });

  test('random bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => decodeBusMessage(bytes)).not.toThrow();
        expect(decodeBusMessage(enveloped(bytes)).kind).toBe('undecodable');
      }),
      { numRuns: 500 },
    );
  });

  test('a sound message with any one byte changed never throws', () => {
    fc.assert(
      fc.property(fc.nat(226), fc.nat(255), (at, byte) => {
        const bytes = encodeBusMessage(example);
        bytes[at] = byte;
        expect(() => decodeBusMessage(bytes)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});
