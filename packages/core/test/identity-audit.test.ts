import { describe, expect, it } from 'vitest';
import { auditCollections, AuditService } from '../src/audit/index.js';
import { createCursorCodec } from '../src/kernel/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { identityFixture, PASSWORD, REQUEST } from './identity-fixture.js';

describe('identity with the audit as its journal', () => {
  it('records what happened, by whom and in which request, and no secret', async () => {
    const { store, clock, ids, replica } = await identityFixture();
    expectOk(await store.open(auditCollections));
    const audit = new AuditService({ store, clock, ids, cursors: createCursorCodec(new Uint8Array(32)) });
    const identity = replica({ journal: audit });
    const secrets: string[] = [PASSWORD, 'battery staple', 'new password'];

    const { user, tokens } = expectOk(
      await identity.register({ email: 'ada@example.com', password: PASSWORD }, { requestId: 'r1' }),
    );
    const owner = expectOk(await identity.authenticate(tokens.accessToken, 'r2'));
    const bob = expectOk(await identity.users.create(owner, { email: 'bob@example.com', password: 'battery staple' }));
    const { agent, key } = expectOk(await identity.agents.create(owner, { name: 'bot', scopes: ['users:*'] }));
    const bot = expectOk(await identity.authenticate(key, 'r3'));
    expectOk(await identity.users.update(bot, bob.id, { password: 'new password', tier: 'low' }));
    expectErr(await identity.users.create(owner, { email: 'bob@example.com', password: PASSWORD }), 'user/email-taken');
    const next = expectOk(await identity.refresh({ refreshToken: tokens.refreshToken }, REQUEST));
    expectErr(
      await identity.refresh({ refreshToken: tokens.refreshToken }, { requestId: 'r4' }),
      'auth/refresh-token-reused',
    );
    secrets.push(key, tokens.refreshToken, tokens.accessToken, next.refreshToken, next.accessToken);

    const { items } = expectOk(await audit.list(owner));
    expect(
      items.map(({ action, actor, subject, outcome, requestId }) => ({ action, actor, subject, outcome, requestId })),
    ).toEqual([
      {
        action: 'login.reused',
        actor: { type: 'user', id: user.id },
        subject: owner.authSessionId,
        outcome: 'denied',
        requestId: 'r4',
      },
      {
        action: 'login.renewed',
        actor: { type: 'user', id: user.id },
        subject: owner.authSessionId,
        outcome: 'success',
        requestId: REQUEST.requestId,
      },
      {
        action: 'user.updated',
        actor: { type: 'agent', id: agent.id, userId: user.id },
        subject: bob.id,
        outcome: 'success',
        requestId: 'r3',
      },
      {
        action: 'agent.created',
        actor: { type: 'user', id: user.id },
        subject: agent.id,
        outcome: 'success',
        requestId: 'r2',
      },
      {
        action: 'user.created',
        actor: { type: 'user', id: user.id },
        subject: bob.id,
        outcome: 'success',
        requestId: 'r2',
      },
      {
        action: 'user.registered',
        actor: { type: 'user', id: user.id },
        subject: user.id,
        outcome: 'success',
        requestId: 'r1',
      },
    ]);
    for (const secret of secrets) expect(JSON.stringify(items)).not.toContain(secret);
  });
});
