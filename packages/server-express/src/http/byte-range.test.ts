import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from './byte-range.js';

describe('parseRange', () => {
  it.each([
    ['bytes=0-3', 10, { start: 0, length: 4 }],
    ['bytes=5-', 10, { start: 5, length: 5 }],
    ['bytes=-3', 10, { start: 7, length: 3 }],
    ['bytes=-30', 10, { start: 0, length: 10 }],
    ['bytes=8-99', 10, { start: 8, length: 2 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=4-2', 10, null],
    ['bytes=-', 10, null],
    ['bytes=0-1,4-5', 10, null],
    ['lines=0-3', 10, null],
    ['bytes=a-b', 10, null],
  ])('reads %s of %i bytes', (text, size, expected) => {
    expect(parseRange(text, size)).toEqual(expected);
  });

  it('never leaves the bytes there are', () => {
    const end = fc.option(fc.nat({ max: 200 }), { nil: undefined });
    fc.assert(
      fc.property(end, end, fc.nat({ max: 150 }), (first, last, size) => {
        const range = parseRange(`bytes=${String(first ?? '')}-${String(last ?? '')}`, size);
        if (range === null || range === 'unsatisfiable') return;
        expect(range.length).toBeGreaterThan(0);
        expect(range.start + range.length).toBeLessThanOrEqual(size);
      }),
    );
  });
});
