import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST } from '../../test/identity-fixture.js';
import { createIdSource, systemClock, tenantId, userId, type Caller } from '../kernel/index.js';
import { tickets } from './identity-collections.js';
import { noJournal } from './identity-journal.js';
import type { IdentityJournal, TicketUse } from './index.js';

const USE: TicketUse = { purpose: 'websocket', resource: '/ws/terminals/trm_1' };
const TTL_MS = 30_000;

async function someone(overrides: Parameters<typeof identityFixture>[0] = {}) {
  const fixture = await identityFixture(overrides);
  const { user, tokens } = await fixture.register();
  const caller = await fixture.caller(tokens);
  const { tickets: service } = fixture.identity;
  const issue = async (by = caller) => expectOk(await service.issue(by, USE)).ticket;
  const kept = async () => expectOk(await fixture.store.read((view) => view.scan(tickets, { limit: 200 }))).items;
  return { ...fixture, user, tokens, owner: caller, service, issue, kept };
}

describe('tickets', () => {
  it('stand once for who asked, and are kept as a digest', async () => {
    const { service, owner, kept } = await someone();

    const { ticket, expiresAt } = expectOk(await service.issue(owner, USE));

    expect(expiresAt).toBe('2030-01-01T00:00:30.000Z');
    expect(JSON.stringify(await kept())).not.toContain(ticket.slice(4));
    expect(expectOk(await service.redeem(ticket, USE, { requestId: 'req_9' }))).toEqual({
      ...owner,
      requestId: 'req_9',
    });
    expectErr(await service.redeem(ticket, USE, REQUEST), 'auth/ticket-invalid');
    expect(await kept()).toEqual([]);
  });

  it('let one of many redeemers in, in whichever replica', async () => {
    const { service, issue, replica } = await someone();
    const ticket = await issue();
    const services = [service, replica().tickets, service, replica().tickets];

    const results = await Promise.all(services.map((each) => each.redeem(ticket, USE, REQUEST)));

    expect(results.filter((result) => result.isOk())).toHaveLength(1);
  });

  it('are good until their time, and no longer', async () => {
    const { service, issue, clock } = await someone();
    const [early, late] = [await issue(), await issue()];

    await clock.advance(TTL_MS - 1);
    expectOk(await service.redeem(early, USE, REQUEST));
    await clock.advance(1);
    expectErr(await service.redeem(late, USE, REQUEST), 'auth/ticket-invalid');
  });

  it('answer every other use the same, and are spent by it', async () => {
    const { service, issue } = await someone();
    const ticket = await issue();
    const other = await service.redeem(ticket, { ...USE, resource: '/ws/terminals/trm_2' }, REQUEST);

    const error = expectErr(other, 'auth/ticket-invalid');
    const purpose = await service.redeem(await issue(), { ...USE, purpose: 'port' }, REQUEST);
    expect(expectErr(purpose, 'auth/ticket-invalid')).toEqual(error);
    expect(expectErr(await service.redeem(ticket, USE, REQUEST), 'auth/ticket-invalid')).toEqual(error);
    for (const garbage of ['', 'ctk_', `ctk_${'A'.repeat(43)}`, '\0'.repeat(47), ticket.slice(0, -1), `${ticket}A`]) {
      expect(expectErr(await service.redeem(garbage, USE, REQUEST), 'auth/ticket-invalid')).toEqual(error);
    }
  });

  it.each(['purpose', 'resource'])('are given for no other shape of %s', async (path) => {
    const { service, owner } = await someone();
    for (const resource of ['', 'a\0b', '\ud83d', 'a'.repeat(1_025)]) {
      const input = path === 'resource' ? { ...USE, resource } : { ...USE, purpose: 'x' as 'port' };
      expect(expectErr(await service.issue(owner, input), 'request/invalid').issues[0]?.path).toBe(path);
    }
  });
});

describe('a ticket is worth nothing any more', () => {
  it('when its login ended, and the other logins go on', async () => {
    const { identity, service, issue, tokens, user, caller } = await someone();
    const second = expectOk(await identity.login({ email: user.email, password: PASSWORD }, REQUEST));
    const [first, other] = [await issue(), await issue(await caller(second.tokens))];

    expectOk(await identity.logout({ refreshToken: tokens.refreshToken }, REQUEST));

    expectErr(await service.redeem(first, USE, REQUEST), 'auth/ticket-invalid');
    expectOk(await service.redeem(other, USE, REQUEST));
  });

  it('when the token that it was asked for with ran out', async () => {
    const { service, owner, clock } = await someone({ options: { accessTokenTtlMs: 20_000 } });
    const { ticket } = expectOk(await service.issue(owner, USE));
    const late = expectOk(await service.issue(owner, USE)).ticket;
    await clock.advance(19_000);
    expect(expectOk(await service.redeem(ticket, USE, REQUEST)).tokenExpiresAt).toBe(owner.tokenExpiresAt);
    await clock.advance(1_000);

    expectErr(await service.redeem(late, USE, REQUEST), 'auth/ticket-invalid');
  });

  it('when its user was removed, and less when its user is less', async () => {
    const { identity, service, issue, owner, caller } = await someone();
    const member = { email: 'second@example.com', password: PASSWORD, role: 'admin' } as const;
    const { id } = expectOk(await identity.users.create(owner, member));
    const { tokens } = expectOk(await identity.login({ email: member.email, password: PASSWORD }, REQUEST));
    const admin = await caller(tokens);
    const [demoted, removed] = [await issue(admin), await issue(admin)];

    expectOk(await identity.users.update(owner, id, { role: 'member', tier: 'low' }));
    expect(expectOk(await service.redeem(demoted, USE, REQUEST))).toMatchObject({ role: 'member', tier: 'low' });
    expectOk(await identity.users.remove(owner, id));
    expectErr(await service.redeem(removed, USE, REQUEST), 'auth/ticket-invalid');
  });

  it('when its agent was removed or is past its time', async () => {
    const { identity, service, issue, owner, caller, clock } = await someone();
    const create = async (expiresInMs: number) => {
      const input = { name: 'bot', scopes: ['files:read'], expiresInMs };
      const { agent, key } = expectOk(await identity.agents.create(owner, input));
      return { agent, bot: await caller(key) };
    };
    const [lasting, short] = [await create(60_000), await create(10_000)];
    const [good, late, removed] = [await issue(lasting.bot), await issue(short.bot), await issue(lasting.bot)];

    expect(expectOk(await service.redeem(good, USE, REQUEST))).toEqual({ ...lasting.bot, ...REQUEST });
    await clock.advance(10_000);
    expectErr(await service.redeem(late, USE, REQUEST), 'auth/ticket-invalid');
    expectOk(await identity.agents.remove(owner, lasting.agent.id));
    expectErr(await service.redeem(removed, USE, REQUEST), 'auth/ticket-invalid');
  });
});

describe('the tickets that are kept', () => {
  it('are bounded for each user, until some are used or expire', async () => {
    const { service, owner, issue, clock, register, caller } = await someone({ options: { maxTicketsPerUser: 2 } });
    const first = await issue();
    await clock.advance(10_000);
    await issue();

    const error = expectErr(await service.issue(owner, USE), 'auth/ticket-limit');
    expect(error).toMatchObject({ limit: 2, retryable: true, retryAfterMs: 20_000 });
    await issue(await caller((await register()).tokens));
    expectOk(await service.redeem(first, USE, REQUEST));
    await issue();
    expectErr(await service.issue(owner, USE), 'auth/ticket-limit');
    await clock.advance(TTL_MS);
    await issue();
  });

  it('lose their expired ones whoever asks for the next', async () => {
    const { issue, kept, clock, register, caller } = await someone();
    for (let count = 0; count < 12; count += 1) await issue();
    await clock.advance(TTL_MS);
    const other = await caller((await register()).tokens);

    await issue(other);
    expect(await kept()).toHaveLength(5);
    await issue(other);
    expect(await kept()).toHaveLength(2);
  });

  it('are told to no journal', async () => {
    const told: unknown[] = [];
    const journal: IdentityJournal = {
      ...noJournal,
      append: (tx, event) => {
        told.push(event);
        return tx.get(tickets, ['none']);
      },
    };
    const { service, issue } = await someone({ journal });
    const before = told.length;

    expectOk(await service.redeem(await issue(), USE, REQUEST));

    expect(told).toHaveLength(before);
  });

  it('stand for callers of an outside issuer as their token says', async () => {
    const { service } = await someone();
    const ids = createIdSource(systemClock);
    const caller: Caller = {
      tenantId: tenantId.create(ids),
      userId: userId.create(ids),
      role: 'admin',
      tier: 'low',
      scopes: ['files:read'],
      requestId: 'r',
    };

    const { ticket } = expectOk(await service.issue(caller, USE));

    expect(expectOk(await service.redeem(ticket, USE, { requestId: 'r' }))).toEqual(caller);
  });
});
