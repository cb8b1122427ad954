import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathBytes, pathText } from './path-text.js';

describe('pathText', () => {
  it.each([
    ['plain', 'plain'],
    ['ü\u{1f600}\uFEFF', 'ü\u{1f600}\uFEFF'],
    ['\uFFFD', '\uFFFDEF\uFFFDBF\uFFFDBD'],
    ['\uFFFDFF', '\uFFFDEF\uFFFDBF\uFFFDBDFF'],
  ])('of the UTF-8 name %j is %j', (name, text) => {
    expect(pathText(Buffer.from(name))).toBe(text);
  });

  it.each([
    [[0x61, 0xff, 0x62], 'a\uFFFDFFb'],
    [[0xc3], '\uFFFDC3'],
    [[0xe2, 0x82, 0x41], '\uFFFDE2\uFFFD82A'],
    [[0xed, 0xb3, 0xbf], '\uFFFDED\uFFFDB3\uFFFDBF'],
    [[0xff, 0xc3, 0xbc], '\uFFFDFFü'],
  ])('of the bytes %j is %j', (bytes, text) => {
    expect(pathText(Uint8Array.from(bytes))).toBe(text);
  });

  it('of any bytes is well-formed and leads back to them, and no two names share one', () => {
    const names = fc.uint8Array({ maxLength: 12 });
    const lossless = (name: Uint8Array) => {
      const text = pathText(name);
      expect(Buffer.compare(pathBytes(text), name)).toBe(0);
      expect(Buffer.from(text).toString()).toBe(text);
    };
    fc.assert(fc.property(names, lossless), { numRuns: 2_000 });
  });
});

describe('pathBytes', () => {
  it('takes nothing for an escape that could be a slash or a NUL', () => {
    expect(Buffer.from(pathBytes('\uFFFD2F\uFFFD00')).toString()).toBe('\uFFFD2F\uFFFD00');
  });
});
