import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, sizeOfEdits, textEdits } from './text-edits.js';

const word = fc.constantFrom('a', 'b', 'x = 1', '\n', '\n\n', '\r\n', '😀', '😁', 'é', '\u{1F600}\u{1F3FD}', ' ');
const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(''));

function isWithinPair(whole: string, place: number): boolean {
  return /^[\uDC00-\uDFFF]/.test(whole.slice(place)) && /[\uD800-\uDBFF]$/.test(whole.slice(0, place));
}

const linesOf = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_none, index) => `${line(index)}\n`).join('');

describe('edits between two texts', () => {
  it('make one the other, in order, and split no pair', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const edits = textEdits(from, to);
        expect(applyEdits(from, edits)).toBe(to);
        let end = -1;
        for (const { at, remove, insert } of edits) {
          expect(at).toBeGreaterThan(end);
          expect(remove + insert.length).toBeGreaterThan(0);
          expect([at, at + remove].some((place) => isWithinPair(from, place))).toBe(false);
          end = at + remove;
        }
        expect(textEdits(from, to)).toEqual(edits);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are none for the same text', () => {
    expect(textEdits('same', 'same')).toEqual([]);
    expect(textEdits('', '')).toEqual([]);
  });

  it('are as small as what was done', () => {
    expect(textEdits('one two three', 'one 2 three')).toEqual([{ at: 4, remove: 3, insert: '2' }]);
    const from = linesOf(5_000, (index) => `const value${index}=${index};`);
    const to = from.replace('value10=', 'value10 = ').replace('value4000=', 'value4000 = ');
    const edits = textEdits(from, to);
    expect(applyEdits(from, edits)).toBe(to);
    expect(sizeOfEdits(edits)).toBeLessThan(10);
  });

  it('take a pair as one', () => {
    // Both begin with the same half.
    expect(textEdits('a😀b', 'a😁b')).toEqual([{ at: 1, remove: 2, insert: '😁' }]);
    // Both end with the same half.
    expect(textEdits('a\u{1F600}b', 'a\u{1FA00}b')).toEqual([{ at: 1, remove: 2, insert: '\u{1FA00}' }]);
  });

  it('are found within a bound for large texts that have little in common', () => {
    const from = linesOf(100_000, (index) => `${index % 7} ${index % 11}`);
    const to = linesOf(100_000, (index) => `${index % 5} ${index % 13}`);
    const began = performance.now();
    const edits = textEdits(from, to);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(applyEdits(from, edits)).toBe(to);
    const one = 'x'.repeat(500_000);
    expect(applyEdits(`a${one}b`, textEdits(`a${one}b`, `c${'y'.repeat(500_000)}d`))).toBe(`c${'y'.repeat(500_000)}d`);
  });

  it('of a large text are those of its lines', () => {
    const from = linesOf(2_000, (index) => `line ${index} ${'x'.repeat(10)}`);
    const to = from.replace('line 3 ', 'LINE 3 ').replace(/line 1500 .*\n/u, '');
    const edits = textEdits(from, to);
    expect(applyEdits(from, edits)).toBe(to);
    expect(sizeOfEdits(edits)).toBeLessThan(40);
  });
});
