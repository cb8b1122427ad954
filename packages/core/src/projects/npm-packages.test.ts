import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { npmPackages } from './npm-packages.js';

const sha512 = (data: Uint8Array) => createHash('sha512').update(data);

it('takes the bytes for a package that the lock file names by their SHA-512, and no others', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ maxLength: 100 }),
      fc.nat(100),
      (one, other, cut) => {
        const lock = `{"integrity": "sha512-${sha512(one).digest('base64')}"}`;
        const [path = '', ...more] = npmPackages.named(lock);
        const check = npmPackages.check(path);
        check.update(other.subarray(0, cut));
        check.update(other.subarray(cut));

        expect(more).toEqual([]);
        expect(path.split('/').join('')).toBe(`sha512${sha512(one).digest('hex')}`);
        expect(check.passes()).toBe(Buffer.compare(one, other) === 0);
      },
    ),
  );
  const check = npmPackages.check(
    [...npmPackages.named(`"sha512-${sha512(Buffer.from('ab')).digest('base64')}"`)][0] ?? '',
  );
  check.update(Buffer.from('a'));
  check.update(Buffer.from('b'));
  expect(check.passes()).toBe(true);
});

it('relies on no weaker digest, and finds no path in what is none', () => {
  const sha1 = createHash('sha1').update('a').digest('base64');
  const texts = ['', `"sha1-${sha1}"`, '"sha512-../../../etc/passwd=="', '"sha512-YQ=="', `"sha256-${sha1}"`];

  for (const text of texts) expect(npmPackages.named(text).size).toBe(0);
});
