import type { Random } from './random.js';

const BODY = '01arz3ndektsv4rrffq69g5fav';

/** Texts that somebody may not have thought of. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\r\nX-Injected: 1',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '/etc/passwd',
  'C:\\windows\\system32',
  '.',
  '..',
  './/././a',
  'a/../../b',
  '~root',
  '\u202egnp.exe',
  '\ud800',
  '\udc00\ud800',
  '\uffff\ufffe',
  'e\u0301'.repeat(50),
  '👩‍👩‍👧‍👦'.repeat(20),
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'true',
  '-1',
  '0',
  '1e309',
  '9007199254740993',
  '99999999999999999999',
  '0x10',
  '1.5',
  "' OR 1=1 --",
  '"; DROP TABLE sessions; --',
  '$(id)',
  '`id`',
  '${7*7}',
  '<script>alert(1)</script>',
  '%00',
  '%',
  '%s%n%x',
  '*',
  '[]',
  '{}',
  'a'.repeat(300),
  'a'.repeat(5_000),
  'é'.repeat(2_000),
  ...['ses', 'usr', 'cmd', 'trm', 'cnv', 'msg', 'tsk', 'str', 'bkp', 'agt', 'ten', 'req'].map(
    (kind) => `${kind}_${BODY}`,
  ),
  'ses_',
  `ses_${BODY}${BODY}`,
  `SES_${BODY.toUpperCase()}`,
  `ses_${BODY}\u0000`,
  `ses_${BODY}/../users/me`,
];

const numbers: readonly number[] = [
  ...[0, -0, 1, -1, 0.5, 1e-300, 1e308, -1e308, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), 1e21],
  ...[200, 201, 65_535, 65_536, 600_000, 600_001, 86_400_000],
];

/** Any JSON value, with what breaks programs more often than not. */
export function hostileValue(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 4 : 8)) {
    case 0:
      return random.pick([null, true, false]);
    case 1:
      return random.pick(numbers);
    case 2:
    case 3:
      return random.pick(hostileTexts);
    case 4:
      return Array.from({ length: random.pick([0, 1, 3, 100]) }, () => random.pick(hostileTexts));
    case 5:
      return nested(random.pick([10, 100, 1_000]), random);
    case 6:
      return Object.fromEntries(
        Array.from({ length: random.pick([0, 1, 3]) }, () => [
          random.pick(hostileTexts),
          hostileValue(random, depth + 1),
        ]),
      );
    default:
      return Array.from({ length: random.below(4) }, () => hostileValue(random, depth + 1));
  }
}

function nested(depth: number, random: Random): unknown {
  let value: unknown = random.pick(hostileTexts);
  for (let level = 0; level < depth; level += 1) value = random.chance(0.5) ? [value] : { a: value };
  return value;
}

/** JSON that no value is written as. */
export function hostileJson(random: Random, good: string): Buffer {
  const text = (value: string) => Buffer.from(value);
  switch (random.below(14)) {
    case 0:
      return text(good.slice(0, random.below(good.length + 1)));
    case 1:
      return text(good.replace('{', '{"__proto__":{"polluted":true},'));
    case 2:
      return text(good.replace('{', '{"constructor":{"prototype":{"polluted":true}},'));
    case 3:
      return text(good.replace(/\}$/, ',"x":1}'));
    case 4:
      return text(good.replace('{', `${good.slice(0, -1)},`));
    case 5:
      return text('['.repeat(100_000));
    case 6:
      return text(`{"a":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`);
    case 7:
      return text(`{${Array.from({ length: 10_000 }, (_, index) => `"k${String(index)}":1`).join(',')}}`);
    case 8:
      return Buffer.concat([text('{"a":"'), Buffer.of(0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff), text('"}')]);
    case 9:
      return Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), text(good)]);
    case 10:
      return Buffer.from(good, 'utf16le');
    case 11:
      return text(`{"a":1e99999,"b":${'9'.repeat(5_000)}}`);
    case 12:
      return random.bytes(random.below(2_000));
    default:
      return text(random.pick(['null', '[]', '""', '0', 'true', 'NaN', "{'a':1}", '{"a":1,}', '//x', '\u0000']));
  }
}
