import { createRequire } from 'node:module';
import { compareKeys, type KeyPart } from '@carrel/core/store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standInMissing } from '../test/stand-in/load-stand-in.js';
import { afterTuple, packTuple } from './tuple.js';

const text = fc.string({ unit: fc.constantFrom('', 'a', 'b', '\0', '\u{1f600}', 'é', '\uffee', '\x01'), maxLength: 4 });
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, -1, 2 ** 53, 1e-300, -1e300, 256, 255),
);
const parts: fc.Arbitrary<KeyPart[]> = fc.array(fc.oneof(text, number), { maxLength: 3 });

const sign = (value: number) => Math.sign(value);

describe('a packed tuple', () => {
  it('orders as its parts do', () => {
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        fc.pre(left.length === right.length);
        expect(sign(Buffer.compare(packTuple(left), packTuple(right)))).toBe(sign(compareKeys(left, right)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is in the range of every tuple that it begins with, and of no other', () => {
    fc.assert(
      fc.property(parts, parts, (prefix, whole) => {
        const [start, key] = [packTuple(prefix), packTuple(whole)];
        const isInside = Buffer.compare(start, key) <= 0 && Buffer.compare(key, afterTuple(start)) < 0;
        const begins = prefix.length <= whole.length && compareKeys(prefix, whole) === 0;
        expect(isInside).toBe(begins);
      }),
      { numRuns: 2_000 },
    );
  });

  it.runIf(standInMissing === null)('is one of the tuple layer', () => {
    const { pack } = createRequire(import.meta.url)('fdb-tuple') as { pack(parts: readonly unknown[]): Buffer };
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), (all) => {
        expect(packTuple(all)).toEqual(pack(all));
      }),
    );
    expect(packTuple([1.5])).toEqual(pack([Buffer.from('bff8000000000000', 'hex')]));
  });
});
