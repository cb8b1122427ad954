import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from './redact-secrets.js';

const SECRET = 'hunter2';
const JWT = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl';

describe('redactSecrets', () => {
  it.each([
    ['password'],
    ['newPassword'],
    ['passwordHash'],
    ['Authorization'],
    ['proxy-authorization'],
    ['set-cookie'],
    ['X-Api-Key'],
    ['access_token'],
    ['refreshToken'],
    ['tokens'],
    ['clientSecret'],
    ['CLIENT_SECRET'],
    ['privateKeyPem'],
    ['credentials'],
    ['ticket'],
    ['key'],
  ])('hides what is called %s', (name) => {
    expect(redactSecrets({ [name]: SECRET })).toEqual({ [name]: '[redacted]' });
    expect(redactSecrets({ list: [{ [name]: [SECRET] }] })).toEqual({ list: [{ [name]: '[redacted]' }] });
  });

  it.each([
    ['tokenType', 'Bearer'],
    ['keyId', 'k1'],
    ['secretary', 'Ada'],
    ['inputTokens', 512],
    ['hasToken', true],
    ['token', null],
  ])('shows %s', (name, value) => {
    expect(redactSecrets({ [name]: value })).toEqual({ [name]: value });
  });

  it.each([
    [`GET failed with Authorization: Bearer ${'a1'.repeat(12)}`, 'GET failed with Authorization: Bearer [redacted]'],
    ['tried basic QWxhZGRpbjpvcGVu', 'tried basic [redacted]'],
    [`the token ${JWT} is too old`, 'the token [redacted] is too old'],
    ['a basic authentication is needed', 'a basic authentication is needed'],
  ])('hides credentials within a text: %s', (text, shown) => {
    expect(redactSecrets({ text })).toEqual({ text: shown });
  });

  it('never shows a secret, however deep it lies and whatever is around it', () => {
    const name = fc.constantFrom('password', 'Authorization', 'refresh_token', 'apiKey', 'clientSecret');
    const around = fc.array(
      fc.oneof(
        fc.constant('list' as const),
        fc.string().filter((text) => text !== '__proto__'),
      ),
    );
    fc.assert(
      fc.property(name, around, fc.object(), (secret, path, beside) => {
        const fields = path.reduce<Record<string, unknown>>(
          (inner, step) => (step === 'list' ? { list: [inner] } : { ...beside, [step]: inner }),
          { [secret]: 'hunter2-hunter2' },
        );

        expect(JSON.stringify(redactSecrets(fields), bigintAsText)).not.toContain('hunter2-hunter2');
      }),
    );
  });

  it('shows the message, the stack and the cause of an error, and what it carries', () => {
    const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED', password: SECRET });

    const { error } = redactSecrets({ error: { type: 'runtime/unavailable', cause } });

    expect(error).toEqual({
      type: 'runtime/unavailable',
      cause: {
        type: 'TypeError',
        message: 'refused',
        stack: expect.stringContaining('TypeError: refused') as string,
        code: 'ECONNREFUSED',
        password: '[redacted]',
      },
    });
  });

  it('hides what a value says only as JSON', () => {
    const login = { toJSON: () => ({ password: SECRET, at: new Date(0) }) };

    expect(redactSecrets({ login })).toEqual({ login: { password: '[redacted]', at: '1970-01-01T00:00:00.000Z' } });
  });

  it('leaves the fields as they were', () => {
    const fields = { login: { password: SECRET } };

    redactSecrets(fields);

    expect(fields).toEqual({ login: { password: SECRET } });
  });

  it('ends at what contains itself', () => {
    const many: Record<string, unknown> = { password: SECRET };
    for (let n = 0; n < 50; n += 1) many[`again${n}`] = many;

    const shown = JSON.stringify(redactSecrets({ many }));

    expect(shown).not.toContain(SECRET);
    expect(shown).toContain('[too deep]');
    expect(shown.length).toBeLessThan(50_000);
  });

  it('shows at most a thousand values, and says that there are more', () => {
    const { list } = redactSecrets({ list: Array.from({ length: 5_000 }, (_, index) => index) });

    expect(list).toHaveLength(1_000);
    expect(list).toEqual(expect.arrayContaining([998, '[too many]']));
  });

  it('shows the start of a long text, and how long it is', () => {
    expect(redactSecrets({ text: 'x'.repeat(20_000) })).toEqual({
      text: `${'x'.repeat(16_384)}… [of 20000 characters]`,
    });
  });

  it('shows how many bytes there are, not which', () => {
    expect(redactSecrets({ data: new Uint8Array(3) })).toEqual({ data: '[3 bytes]' });
  });

  it('names what cannot be read', () => {
    const fields = Object.defineProperty({ at: 1 }, 'broken', {
      enumerable: true,
      get() {
        throw new Error('not now');
      },
    });

    expect(redactSecrets(fields)).toEqual({ at: 1, broken: '[unreadable]' });
  });
});

function bigintAsText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
