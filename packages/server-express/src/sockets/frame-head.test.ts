import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { documentBytes, documentFrame } from './document-bytes.js';
import { frameHead } from './frame-head.js';

interface Frames {
  frame(data: Buffer, options: object): readonly Buffer[];
}

/** How the library itself writes a message of a server. */
const { Sender } = createRequire(import.meta.url)('ws') as { readonly Sender: Frames };
const byLibrary = (message: Buffer) =>
  Buffer.concat(Sender.frame(message, { fin: true, opcode: 2, mask: false, rsv1: false }));

describe('frameHead', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])('is as the library writes it for %d bytes', (size) => {
    const message = Buffer.alloc(size, 7);
    expect(Buffer.concat([frameHead(size), message]).equals(byLibrary(message))).toBe(true);
  });
});

describe('documentFrame', () => {
  it.each([3, 200, 70_000])('is the message of %d bytes behind its head', (size) => {
    const parts = [0, 2, new Uint8Array(size).fill(5)];
    const prefix = Uint8Array.of(1, 97);
    const message = Buffer.from(documentBytes(parts, prefix));
    expect(Buffer.from(documentFrame(parts, prefix)).equals(byLibrary(message))).toBe(true);
  });
});
