import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DeleteRanges } from './delete-ranges.js';

it('knows what is deleted, however it was told', () => {
  const range = fc.tuple(fc.nat(1), fc.nat(40), fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), range, (told, [client, from, length]) => {
      const ranges = new DeleteRanges();
      const deleted = new Set<string>();
      for (const [who, start, count] of told) {
        ranges.add([[who, start, start + count]]);
        for (let clock = start; clock < start + count; clock += 1) deleted.add(`${who}/${clock}`);
      }
      const clocks = Array.from({ length }, (_none, index) => `${client}/${from + index}`);
      expect(ranges.covers([[client, from, from + length]])).toBe(clocks.every((clock) => deleted.has(clock)));
    }),
    { numRuns: 2_000 },
  );
});
