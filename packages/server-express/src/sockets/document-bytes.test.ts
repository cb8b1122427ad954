import fc from 'fast-check';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import { DocumentBytes, documentBytes } from './document-bytes.js';

const part = fc.oneof(fc.maxSafeNat(), fc.uint8Array({ maxLength: 300 }));

describe('documentBytes', () => {
  it('writes what lib0 writes', () => {
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const encoder = encoding.createEncoder();
        for (const one of parts) {
          if (typeof one === 'number') encoding.writeVarUint(encoder, one);
          else encoding.writeVarUint8Array(encoder, one);
        }
        expect(new Uint8Array(documentBytes(parts))).toEqual(encoding.toUint8Array(encoder));
      }),
    );
  });
});

describe('DocumentBytes', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const bytes = new DocumentBytes(documentBytes(parts));
        for (const one of parts) expect(typeof one === 'number' ? bytes.uint() : bytes.piece()).toEqual(one);
        expect(bytes.isAtEnd).toBe(true);
      }),
    );
  });

  it('reads the numbers that lib0 reads, and none where that finds none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (noise) => {
        expect(new DocumentBytes(noise).uint()).toBe(number(noise));
      }),
    );
  });

  it('never reads behind its bytes, whatever memory is there', () => {
    const memory = Uint8Array.of(200, 1, 1, 2, 3, ...Array<number>(300).fill(7));
    const bytes = new DocumentBytes(memory.subarray(0, 5));
    expect(bytes.piece()).toBeNull();
  });

  it('gives pieces in memory of their own', () => {
    const memory = Uint8Array.of(2, 8, 9);
    const piece = new DocumentBytes(memory).piece();
    memory.fill(0);
    expect(piece).toEqual(Uint8Array.of(8, 9));
    expect(piece?.buffer.byteLength).toBe(2);
  });
});

function number(bytes: Uint8Array): number | null {
  try {
    const value = decoding.readVarUint(decoding.createDecoder(bytes));
    return value <= Number.MAX_SAFE_INTEGER ? value : null;
  } catch {
    return null;
  }
}
