import { describe, expect, it } from 'vitest';
import { ownBytes } from './own-bytes.js';

describe('ownBytes', () => {
  it.each([
    ['small ones', new Uint8Array(64).fill(1), 64],
    ['a part of something larger', new Uint8Array(1_000).fill(1).subarray(10, 110), 100],
    ['a part of node memory that others share', Buffer.alloc(10_000, 1).subarray(100, 300), 200],
  ])('copies %s', (_what, bytes, size) => {
    const own = ownBytes(bytes);
    expect(own.buffer).not.toBe(bytes.buffer);
    expect(own.buffer.byteLength).toBe(size);
    expect([...own]).toEqual([...bytes]);
  });

  it('keeps what is most of its memory', () => {
    const bytes = new Uint8Array(1_000).subarray(0, 900);
    expect(ownBytes(bytes)).toBe(bytes);
  });
});
