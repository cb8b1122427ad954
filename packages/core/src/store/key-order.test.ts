import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collection } from './collection.js';
import { compareKeyParts, compareKeys, indexEntry, orderingFields, recordKey } from './key-order.js';

const notes = collection<{ tenantId: string; id: string; rank?: number | null }>()('notes', {
  key: ['tenantId', 'id'],
  indexes: { byRank: ['tenantId', 'rank'] },
});

describe('the order of keys', () => {
  it('is that of the UTF-8 bytes for strings', () => {
    const anyString = fc.string({ unit: 'binary', maxLength: 6 });
    fc.assert(
      fc.property(anyString, anyString, (left, right) => {
        const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareKeyParts(left, right))).toBe(expected);
      }),
    );
    expect(compareKeyParts('\uffee', '\u{1f600}')).toBeLessThan(0);
  });

  it('is that of the values for numbers, which come before strings', () => {
    expect([10, '1', 9, -1, '', 0.5].sort(compareKeyParts)).toEqual([-1, 0.5, 9, 10, '', '1']);
  });

  it('compares what both keys have', () => {
    expect(compareKeys(['a', 1], ['a', 2])).toBeLessThan(0);
    expect(compareKeys(['a', 1], ['a'])).toBe(0);
    expect(compareKeys([], ['a'])).toBe(0);
  });
});

describe('the entry of a record', () => {
  it('holds the values of the fields, or is null when one has none', () => {
    expect(indexEntry({ tenantId: 't', rank: 3 }, ['tenantId', 'rank'])).toEqual(['t', 3]);
    expect(indexEntry({ tenantId: 't' }, ['tenantId', 'rank'])).toBeNull();
    expect(indexEntry({ tenantId: 't', rank: null }, ['tenantId', 'rank'])).toBeNull();
  });

  it.each([true, {}, [], Number.NaN, Infinity])('cannot hold %s', (value) => {
    expect(() => indexEntry({ value }, ['value'])).toThrow('"value" is a string or a finite number');
  });

  it('orders by the fields of the index, then by the rest of the key', () => {
    expect(orderingFields(notes)).toEqual(['tenantId', 'id']);
    expect(orderingFields(notes, 'byRank')).toEqual(['tenantId', 'rank', 'id']);
    expect(() => orderingFields(notes, 'byNothing')).toThrow('notes declares the index "byNothing"');
    expect(() => recordKey(notes, { tenantId: 't' })).toThrow('tenantId, id');
  });
});
