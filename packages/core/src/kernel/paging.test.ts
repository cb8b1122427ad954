import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursorCodec, pageLimit } from './paging.js';

const codec = createCursorCodec(Buffer.alloc(32, 1));

describe('pageLimit', () => {
  it('is 50 when none is asked for', () => {
    expect(pageLimit({})._unsafeUnwrap()).toBe(50);
  });

  it.each([1, 50, 200])('is %i when that is asked for', (limit) => {
    expect(pageLimit({ limit })._unsafeUnwrap()).toBe(limit);
  });

  it.each([0, -1, 1.5, 201, Number.NaN, Infinity])('refuses %d', (limit) => {
    const error = pageLimit({ limit })._unsafeUnwrapErr();
    expect(error).toMatchObject({ type: 'request/invalid', issues: [{ path: 'limit' }] });
  });
});

describe('a cursor', () => {
  const positions = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  );

  it('gives the position back in its own scope, whatever that holds', () => {
    fc.assert(
      fc.property(fc.string(), positions, (scope, position) => {
        const decoded = codec.decode(scope, codec.encode(scope, position))._unsafeUnwrap();
        expect(decoded).toEqual(position.map((part) => (Object.is(part, -0) ? 0 : part)));
      }),
    );
  });

  it.each([7, {}, null])('is refused when it is no text, such as %j', (cursor) => {
    const error = codec.decode('list', cursor as unknown as string)._unsafeUnwrapErr();
    expect(error).toMatchObject({ type: 'request/invalid', issues: [{ path: 'cursor' }] });
  });

  it('fits a URL as it is', () => {
    fc.assert(
      fc.property(positions, (position) => {
        expect(codec.encode('list', position)).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  it('is refused in another scope, also one that is cut elsewhere', () => {
    const cursor = codec.encode('list:ten_a', ['x']);
    for (const scope of ['list:ten_b', 'list:ten_', 'list:ten_a\0', '']) {
      expect(codec.decode(scope, cursor)._unsafeUnwrapErr().issues[0]?.path).toBe('cursor');
    }
  });

  it('is refused when any bit of it was changed', () => {
    const bytes = Buffer.from(codec.encode('list', ['ten_a', 7]), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codec.decode('list', changed.toString('base64url')).isErr()).toBe(true);
    }
  });

  it('is refused in any other spelling', () => {
    const cursor = codec.encode('list', ['x', 1]);
    for (const spelling of [`${cursor}=`, ` ${cursor}`, `${cursor.slice(0, 3)}!${cursor.slice(3)}`]) {
      expect(codec.decode('list', spelling).isErr()).toBe(true);
    }
  });

  it('is refused when it was signed with another key', () => {
    const foreign = createCursorCodec(Buffer.alloc(32, 2)).encode('list', ['x']);
    expect(codec.decode('list', foreign)._unsafeUnwrapErr().type).toBe('request/invalid');
  });

  it('is refused when it is any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(codec.decode('list', text).isErr()).toBe(true);
      }),
    );
  });
});
