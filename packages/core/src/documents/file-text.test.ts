import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFile, encodeFile, PLAIN_FORMAT } from './file-text.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('the text of a file', () => {
  it.each([
    ['lines', 'a\nb\n', 'a\nb\n', { lineEnd: 'lf', hasMark: false }],
    ['lines that end in two characters', 'a\r\nb\r\n', 'a\nb\n', { lineEnd: 'crlf', hasMark: false }],
    ['no line end at the end', 'a\r\nb', 'a\nb', { lineEnd: 'crlf', hasMark: false }],
    ['a mark at the beginning', '\uFEFFa\n', 'a\n', { lineEnd: 'lf', hasMark: true }],
    ['both line ends', 'a\r\nb\n', 'a\r\nb\n', { lineEnd: 'lf', hasMark: false }],
    ['a character that stands alone', 'a\r\nb\rc\r\n', 'a\r\nb\rc\r\n', { lineEnd: 'lf', hasMark: false }],
    ['nothing', '', '', { lineEnd: 'lf', hasMark: false }],
  ] as const)('is read with %s', (_what, raw, text, format) => {
    expect(decodeFile(bytesOf(raw), PLAIN_FORMAT)._unsafeUnwrap()).toEqual({ text, format });
  });

  it('has the line ends that it had before where it has none', () => {
    const before = { lineEnd: 'crlf', hasMark: false } as const;
    expect(decodeFile(bytesOf('a'), before)._unsafeUnwrap().format).toEqual(before);
    expect(decodeFile(bytesOf('a\nb'), before)._unsafeUnwrap().format.lineEnd).toBe('lf');
  });

  it.each([
    ['half a character', [0xe2, 0x82]],
    ['another encoding', [0xff, 0xfe, 0x61, 0]],
    ['a NUL', [0x61, 0, 0x62]],
    ['half a pair', [0xed, 0xa0, 0x80]],
  ])('is none for %s', (_what, bytes) => {
    expect(decodeFile(Uint8Array.from(bytes), PLAIN_FORMAT)._unsafeUnwrapErr()).toBe('not-text');
  });

  it('makes the same bytes again', () => {
    const piece = fc.constantFrom('a', '\n', '\r\n', '\r', '\uFEFF', '😀', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.boolean(), (pieces, wasCrlf) => {
        const bytes = bytesOf(pieces.join(''));
        const before = { lineEnd: wasCrlf ? ('crlf' as const) : ('lf' as const), hasMark: false };
        const { text, format } = decodeFile(bytes, before)._unsafeUnwrap();
        expect(Buffer.from(encodeFile(text, format)).equals(bytes)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has one kind of line end when it is written', () => {
    const crlf = { lineEnd: 'crlf', hasMark: false } as const;
    expect(Buffer.from(encodeFile('a\r\nb\nc', crlf)).toString()).toBe('a\r\nb\r\nc');
  });
});
