import { describe, expect, it } from 'vitest';
import { boundaryOf, formParts } from './multipart.js';

const PARTS = [
  ['metadata', '{"path":"a"}'],
  ['file', 'one\r\n--mar\r\n--markless? no\r\n-'],
  ['file', ''],
] as const;

/** Bytes in pieces of one length, so that every mark is cut somewhere. */
async function* inPieces(text: string, length: number): AsyncGenerator<Uint8Array, void, void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield await Promise.resolve(bytes.subarray(at, at + length));
}

describe('a form', () => {
  it.each([1, 2, 3, 7, 64, 4_096])('is read in pieces of %i bytes', async (length) => {
    const text = PARTS.map(
      ([name, bytes]) => `--marked\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n${bytes}\r\n`,
    ).join('');
    const found: [string, string][] = [];
    for await (const { name, bytes } of formParts(inPieces(`${text}--marked--\r\n`, length), 'marked')) {
      const parts: Uint8Array[] = [];
      for await (const part of bytes) parts.push(part);
      found.push([name, Buffer.concat(parts).toString()]);
    }
    expect(found).toEqual(PARTS);
  });

  it('is known by its type', () => {
    expect(boundaryOf('multipart/form-data; boundary=abc')).toBe('abc');
    expect(boundaryOf('Multipart/Form-Data; charset=utf-8; boundary="a b"')).toBe('a b');
    expect(boundaryOf('multipart/mixed; boundary=abc')).toBeNull();
    expect(boundaryOf('application/json')).toBeNull();
  });
});
