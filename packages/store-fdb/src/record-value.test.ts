import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from './record-value.js';

const record = { version: 2 ** 40, json: '{"text":"é"}', bytes: Uint8Array.of(0, 255) };

describe('the value of a record', () => {
  it('gives back what was encoded, with bytes and without', () => {
    const { version } = record;
    const whole = decodeRecord(encodeRecord(record));
    expect(whole._unsafeUnwrap()).toEqual({ value: { text: 'é' }, version, bytes: Uint8Array.of(0, 255) });
    const plain = decodeRecord(encodeRecord({ ...record, bytes: null }));
    expect(plain._unsafeUnwrap()).toEqual({ value: { text: 'é' }, version });
    const empty = decodeRecord<object>(encodeRecord({ ...record, bytes: new Uint8Array() }));
    expect(empty._unsafeUnwrap().bytes).toEqual(new Uint8Array());
  });

  it('of a newer release is refused', () => {
    const newer = encodeRecord(record);
    newer[0] = 9;
    expect(decodeRecord(newer)._unsafeUnwrapErr().type).toBe('store/incompatible');
  });

  it.each([0, 5, 13, 20])('that is cut off after %i bytes is refused', (length) => {
    const cut = decodeRecord(encodeRecord({ ...record, bytes: null }).subarray(0, length));
    expect(cut._unsafeUnwrapErr().type).toMatch(/^store\/(corrupt|incompatible)$/);
  });

  it('that is no JSON is refused', () => {
    const broken = encodeRecord({ ...record, json: '{"text":' });
    expect(decodeRecord(broken)._unsafeUnwrapErr().type).toBe('store/corrupt');
  });
});
