import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPhc, parsePhc } from './phc.js';

describe('the PHC format', () => {
  it('reads what it writes', () => {
    const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength }).map((array) => Buffer.from(array));
    const name = fc.stringMatching(/^[a-z]{1,4}$/);
    const hash = fc.record({
      id: fc.stringMatching(/^[a-z0-9-]{1,32}$/),
      version: fc.integer({ min: 0, max: 99 }),
      parameters: fc.dictionary(name, fc.integer({ min: 0, max: 4_294_967_295 }), { minKeys: 1, maxKeys: 4 }),
      salt: bytes(64),
      hash: bytes(64),
    });
    fc.assert(
      fc.property(hash, (written) => {
        const read = parsePhc(formatPhc(written));
        expect(read).toEqual({ ...written, parameters: { ...written.parameters } });
      }),
    );
  });

  it('reads a hash without a version', () => {
    expect(parsePhc('$scrypt$ln=17,r=8,p=1$c2FsdA$aGFzaA')).toEqual({
      id: 'scrypt',
      parameters: { ln: 17, r: 8, p: 1 },
      salt: Buffer.from('salt'),
      hash: Buffer.from('hash'),
    });
  });

  it.each(['', '$', 'plain', '$scrypt$$c2FsdA$aGFzaA', '$a$b=1$c', '$a$b=x$c2FsdA$aGFzaA', '$2b$12$abcdefgh'])(
    'refuses %j',
    (text) => {
      expect(parsePhc(text)).toBeNull();
    },
  );
});
