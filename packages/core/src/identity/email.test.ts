import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmail, normalizeEmail } from './email.js';

describe('normalizeEmail', () => {
  it.each([
    ['  Ada@Example.COM\n', 'ada@example.com'],
    ['ａｄａ＠example.com', 'ada@example.com'],
    ['ﬁona@example.com', 'fiona@example.com'],
    ['JOSE\u0301@example.com', 'josé@example.com'],
    ['straße@example.com', 'straße@example.com'],
    ['user@Bücher.example', 'user@bücher.example'],
    ['user@XN--BCHER-KVA.example', 'user@xn--bcher-kva.example'],
    ['ΣΊΣΥΦΟΣ@example.com', 'σίσυφος@example.com'],
    ['K@example.com', 'k@example.com'],
  ])('turns %j into %j', (email, expected) => {
    expect(normalizeEmail(email)).toBe(expected);
  });

  it('changes nothing when applied again', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.emailAddress());
    fc.assert(
      fc.property(text, (email) => {
        const once = normalizeEmail(email);
        expect(normalizeEmail(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes nothing when applied again to any single character', () => {
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const once = normalizeEmail(`a${String.fromCodePoint(point)}@b`);
      if (normalizeEmail(once) !== once) expect.fail(`U+${point.toString(16)} is not stable`);
    }
  });

  it('leaves what is an address one', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(isEmail(normalizeEmail(email))).toBe(true);
      }),
    );
  });
});

describe('isEmail', () => {
  it.each(['a@b', 'a.b+c@example.com', 'josé@bücher.example', '用户@例子.广告', "o'hara@x.y", 'a@127.0.0.1'])(
    'takes %j',
    (email) => {
      expect(isEmail(email)).toBe(true);
    },
  );

  it.each([
    '',
    'a',
    '@b',
    'a@',
    'a@b@c',
    'a b@c',
    'a@b c',
    'a@b..c',
    'a@.b',
    'a@b.',
    'a\u200b@b',
    'a\u202e@b',
    'a\u0000@b',
    'a\n@b',
    'a\ud800@b',
  ])('refuses %j', (email) => {
    expect(isEmail(email)).toBe(false);
  });
});
