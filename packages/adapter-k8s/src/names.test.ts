import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  boxNameOf,
  hashedLabelOf,
  isDnsLabel,
  labelValueOf,
  MAX_NAME,
  MAX_NAMESPACE_PREFIX,
  tenantNamespaceOf,
} from './names.js';

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** Texts of many lengths, of the letters of ids and of any bytes. */
function texts(): readonly string[] {
  const random = Array.from({ length: 400 }, (_, length) => randomBytes(length).toString('base64url'));
  const wild = Array.from({ length: 200 }, (_, length) => randomBytes(length + 1).toString('latin1'));
  return ['', 'a', '-', '_a', 'a_', 'A.b', 'x'.repeat(63), 'x'.repeat(64), 'ü', ...random, ...wild];
}

describe('names', () => {
  it('are DNS labels whatever the ids are', () => {
    for (const text of texts()) {
      const names = [
        boxNameOf({ installationId: text, intentToken: 'one' }),
        boxNameOf({ installationId: 'one', intentToken: text }),
        tenantNamespaceOf('p'.repeat(MAX_NAMESPACE_PREFIX), { installationId: 'one', tenantId: text }),
      ];
      expect(names.filter((name) => !isDnsLabel(name))).toEqual([]);
    }
  });

  it('of a box are the same for the same intent, and different ones otherwise', () => {
    const spec = { installationId: 'one', intentToken: 'two' };
    expect(boxNameOf(spec)).toBe(boxNameOf({ ...spec }));
    const pairs = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['abc', ''],
      ['a\0b', 'c'],
      ['a', 'b\0c'],
      ['a","b', 'c'],
    ] as const;
    const names = pairs.map(([installationId, intentToken]) => boxNameOf({ installationId, intentToken }));
    expect(new Set(names).size).toBe(pairs.length);
  });

  it('of a namespace are those of one tenant of one installation', () => {
    const name = tenantNamespaceOf('carrel-t', { installationId: 'i', tenantId: 't' });
    expect(name).toMatch(/^carrel-t-[0-9a-f]{24}$/);
    expect(tenantNamespaceOf('carrel-t', { installationId: 'j', tenantId: 't' })).not.toBe(name);
    expect(tenantNamespaceOf('carrel-t', { installationId: 'i', tenantId: 'u' })).not.toBe(name);
  });
});

describe('labelValueOf', () => {
  it('gives what a label may have, of any text', () => {
    for (const text of texts()) {
      const value = labelValueOf(text);
      expect(value).toMatch(LABEL_VALUE);
      expect(value.length).toBeLessThanOrEqual(MAX_NAME);
    }
  });

  it('keeps what a label may have as it is', () => {
    for (const text of ['a', 'ses_01ABC', 'A.b-c_d', 'x'.repeat(63)]) expect(labelValueOf(text)).toBe(text);
  });

  it('gives different texts different values, also a text that looks like a digest', () => {
    const all = [...new Set(texts())];
    expect(new Set(all.map(labelValueOf)).size).toBe(all.length);
    const long = 'x'.repeat(64);
    expect(labelValueOf(labelValueOf(long))).not.toBe(labelValueOf(long));
  });

  it('does not tell the text where it is hashed', () => {
    expect(hashedLabelOf('acme')).not.toContain('acme');
  });
});
