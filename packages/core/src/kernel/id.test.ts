import { describe, expect, it } from 'vitest';
import { idKind } from './id.js';
import * as ids from './ids.js';

const body = '01hzy3v7k8q9rstvwxyz012345';
const kind = idKind('ses');

describe('an id', () => {
  it('is parsed when it has the prefix and a body', () => {
    expect(kind.parse(`ses_${body}`)._unsafeUnwrap()).toBe(`ses_${body}`);
    expect(kind.is(`ses_${body}`)).toBe(true);
  });

  it.each([
    '',
    'ses_',
    body,
    `usr_${body}`,
    `ses-${body}`,
    `SES_${body}`,
    `ses_${body}0`,
    `ses_${body.slice(1)}`,
    `ses_${body.toUpperCase()}`,
    `ses_${body.slice(1)}i`,
    `ses_${body}\n`,
    ` ses_${body}`,
  ])('is refused when it is %j', (text) => {
    const error = kind.parse(text)._unsafeUnwrapErr();
    expect(error.type).toBe('request/invalid');
    expect(error.issues[0]?.message).toContain('ses_');
    expect(kind.is(text)).toBe(false);
  });

  it.each([null, undefined, 7, {}])('is not %j', (value) => {
    expect(kind.is(value)).toBe(false);
  });

  it('is made from the body that its source gives', () => {
    expect(kind.create({ nextBody: () => body, nextSecret: () => '' })).toBe(`ses_${body}`);
  });
});

describe('the kinds of ids', () => {
  it('have prefixes of their own', () => {
    const prefixes = Object.values(ids).map(({ prefix }) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(prefixes.every((prefix) => /^[a-z]{3}$/.test(prefix))).toBe(true);
  });
});
