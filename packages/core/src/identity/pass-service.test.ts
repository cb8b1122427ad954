import { describe, expect, it } from 'vitest';
import { resolveIdentityOptions, type IdentityOptions } from './identity-options.js';
import { KeyOperator } from './key-operator.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, REQUEST, START } from '../../test/identity-fixture.js';

const USE = { audience: '3000-a.ports.example.com' };
const OTHER = { audience: '8080-b.ports.example.com' };
const TTL_MS = 3_600_000;

async function someone(options: IdentityOptions = {}) {
  const fixture = await identityFixture({ options });
  const { user, tokens } = await fixture.register();
  const owner = await fixture.caller(tokens);
  const { passes } = fixture.identity;
  const { pass, expiresAt } = expectOk(await passes.issue(owner, { ...USE, ttlMs: TTL_MS }));
  return { ...fixture, user, tokens, owner, passes, pass, expiresAt };
}

describe('passes', () => {
  it('stand for who asked, in whichever replica, longer than the token does', async () => {
    const { owner, pass, expiresAt, passes, replica, clock, identity, tokens } = await someone();
    const expected = { ...owner, tokenExpiresAt: START + TTL_MS, requestId: 'req_9' };

    expect(expiresAt).toBe('2030-01-01T01:00:00.000Z');
    expect(expectOk(await passes.authenticate(pass, USE, 'req_9'))).toEqual(expected);
    expect(expectOk(await replica().passes.authenticate(pass, USE, 'req_9'))).toEqual(expected);
    await clock.advance(TTL_MS - 1);
    expectErr(await identity.authenticate(tokens.accessToken, 'req_9'), 'auth/token-expired');
    expect(expectOk(await passes.authenticate(pass, USE, 'req_9'))).toEqual(expected);
  });

  it('are good until their time, and no longer', async () => {
    const { pass, passes, clock } = await someone();

    expectOk(await passes.authenticate(pass, USE, 'req_9'));
    await clock.advance(TTL_MS);
    expectErr(await passes.authenticate(pass, USE, 'req_9'), 'auth/token-expired');
  });

  it('open one place alone, also once they were found good for it', async () => {
    const { pass, passes } = await someone();

    expectErr(await passes.authenticate(pass, OTHER, 'req_9'), 'auth/token-invalid');
    expectOk(await passes.authenticate(pass, USE, 'req_9'));
    expectErr(await passes.authenticate(pass, OTHER, 'req_9'), 'auth/token-invalid');
    expectErr(await passes.authenticate(pass, { audience: '' }, 'req_9'), 'auth/token-invalid');
  });

  it('are no access tokens, and access tokens no passes', async () => {
    const { identity, pass, passes, tokens } = await someone();
    expectOk(await passes.authenticate(pass, USE, 'req_9'));

    expectErr(await identity.authenticate(pass, 'req_9'), 'auth/token-invalid');
    expectErr(await passes.authenticate(tokens.accessToken, USE, 'req_9'), 'auth/token-invalid');
  });

  it('end with their login at once, also while they are remembered', async () => {
    const { identity, pass, passes, tokens } = await someone();
    expectOk(await passes.authenticate(pass, USE, 'req_9'));

    expectOk(await identity.logout({ refreshToken: tokens.refreshToken }, REQUEST));

    expectErr(await passes.authenticate(pass, USE, 'req_9'), 'auth/token-revoked');
  });

  it('are good for their time though keys rotate meanwhile, and no longer than the keys are kept', async () => {
    const { clock, pass, passes } = await someone({ keyRotationMs: 1_800_000, passTtlMs: TTL_MS });

    for (let minute = 1; minute < 60; minute += 1) {
      await clock.advance(60_000);
      expectOk(await passes.authenticate(pass, USE, 'req_9'));
    }
  });

  it('end with their key, within the time of a look', async () => {
    const { clock, ids, pass, passes, store } = await someone();
    expectOk(await passes.authenticate(pass, USE, 'req_9'));
    const keys = new KeyOperator({ store, clock, ids, times: resolveIdentityOptions() });

    expectOk(await keys.rotate({ revoke: true }));
    await clock.advance(60_000);

    expectErr(await passes.authenticate(pass, USE, 'req_9'), 'auth/token-invalid');
  });

  it('are given for no longer than they may be', async () => {
    const { expiresAt } = await someone({ passTtlMs: 60_000 });

    expect(Date.parse(expiresAt)).toBe(START + 60_000);
  });

  it('last no longer than a token that nobody can ask about', async () => {
    const { owner, passes } = await someone();
    const { authSessionId: _login, ...outside } = owner;
    const tokenExpiresAt = START + 5_999;

    const { expiresAt } = expectOk(await passes.issue({ ...outside, tokenExpiresAt }, { ...USE, ttlMs: TTL_MS }));

    expect(Date.parse(expiresAt)).toBe(START + 5_000);
  });

  it.each(['', 'a', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(100_000)])('are not made up (%#)', async (pass) => {
    const { passes } = await someone();

    expectErr(await passes.authenticate(pass, USE, 'req_9'), 'auth/token-invalid');
  });

  it('are not changed', async () => {
    const { pass, passes } = await someone();
    const [head, payload = '', signature] = pass.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const raised = Buffer.from(JSON.stringify({ ...claims, aud: `carrel:pass:${OTHER.audience}` })).toString(
      'base64url',
    );

    expectErr(await passes.authenticate([head, raised, signature].join('.'), OTHER, 'req_9'), 'auth/token-invalid');
  });
});
