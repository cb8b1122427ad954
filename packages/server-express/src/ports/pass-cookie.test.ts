import { describe, expect, it } from 'vitest';
import { passCookie, passIn, takesPlaceOfPass, withoutPass } from './pass-cookie.js';

const PASS = 'eyJhbGciOi.eyJzdWIiOi._sig-natu~re';

describe('the cookie of a pass', () => {
  it('is of one host, and by TLS alone where there is TLS', () => {
    expect(passCookie(PASS, { secure: true, sameSite: 'lax', ttlMs: 90_500 })).toBe(
      `__Host-carrel-port=${PASS}; Path=/; Max-Age=90; HttpOnly; Secure; SameSite=Lax`,
    );
    expect(passCookie(PASS, { secure: false, sameSite: 'lax', ttlMs: 1_000 })).toBe(
      `carrel-port=${PASS}; Path=/; Max-Age=1; HttpOnly; SameSite=Lax`,
    );
  });

  it('is sent within frames of other sites by TLS alone', () => {
    const framed = passCookie(PASS, { secure: true, sameSite: 'none', ttlMs: 0 });

    expect(framed).toBe(`__Host-carrel-port=${PASS}; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=None; Partitioned`);
    expect(passCookie(PASS, { secure: false, sameSite: 'none', ttlMs: 0 })).toMatch(/; SameSite=Lax$/);
  });

  it.each(['', 'a;b', 'a b', 'a\r\nSet-Cookie: b=c', 'a,b', 'ä', 'a'.repeat(4_097)])(
    'holds no pass like %j',
    (pass) => {
      expect(() => passCookie(pass, { secure: true, sameSite: 'lax', ttlMs: 0 })).toThrow(TypeError);
    },
  );

  it('is found among others, by the name that its connection has', () => {
    expect(passIn(`a=1; __Host-carrel-port=${PASS};b=2`, true)).toBe(PASS);
    expect(passIn(`carrel-port=${PASS}`, false)).toBe(PASS);
    expect(passIn(`carrel-port=x; carrel-port=${PASS}`, false)).toBe('x');
  });

  it.each<[string, string | undefined, boolean]>([
    ['no cookie', undefined, true],
    ['other cookies', 'a=1; b', true],
    ['the name of the other kind of connection', `carrel-port=${PASS}`, true],
    ['that of TLS without TLS', `__Host-carrel-port=${PASS}`, false],
    ['a name that ends alike', `x__Host-carrel-port=${PASS}`, true],
    ['its name as a value', '__Host-carrel-port', true],
    ['an empty one', '__Host-carrel-port=', true],
    ['one in quotes', `__Host-carrel-port="${PASS}"`, true],
  ])('is not found in %s', (_what, cookies, secure) => {
    expect(passIn(cookies, secure)).toBeUndefined();
  });

  it('is not passed on to the program', () => {
    expect(withoutPass(`a=1; __Host-carrel-port=${PASS}; b="x y"; carrel-port=${PASS}; c`)).toBe('a=1; b="x y"; c');
    expect(withoutPass(`__HOST-Carrel-Port=${PASS}`)).toBeNull();
    expect(withoutPass('')).toBeNull();
  });

  it.each<[string, boolean]>([
    ['__Host-carrel-port=x; Path=/; Secure', true],
    ['  carrel-port = x', true],
    ['CARREL-PORT=x; Domain=ports.example.com', true],
    ['carrel-port', true],
    ['carrel-ports=x', false],
    ['a=carrel-port=x', false],
    ['a=1; carrel-port=x', false],
  ])('has its place taken by %j: %s', (setCookie, taken) => {
    expect(takesPlaceOfPass(setCookie)).toBe(taken);
  });
});
