import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { colleagueOf, roomWorld, type RoomWorld } from '../../test/room-fixture.js';
import { memoryStore } from '../memory/index.js';
import type { Caller } from '../kernel/index.js';
import { errAsync, tenantId, userId } from '../kernel/index.js';
import { members } from './member-records.js';

const NOBODY = expectOk(userId.parse('usr_01arz3ndektsv4rrffq69g5fav'));

/** Everybody in the room, as its owner sees them. */
async function rolesIn({ carrel, people, room }: RoomWorld, asked: Caller = people.owner): Promise<readonly string[]> {
  const all = expectOk(await carrel.members.list(asked, room));
  const names = new Map(Object.entries(people).map(([name, { userId: id }]) => [id, name]));
  return all.map((member) => `${names.get(member.userId) ?? 'somebody'}: ${member.role}`);
}

describe('the members of a room', () => {
  it('are listed to each of them, the owner first', async () => {
    await using it = await roomWorld();

    for (const person of ['owner', 'admin', 'participant', 'viewer'] as const) {
      const listed = await rolesIn(it, it.people[person]);
      expect(listed[0]).toBe('owner: owner');
      expect(listed.slice(1).sort()).toEqual(['admin: admin', 'participant: participant', 'viewer: viewer']);
    }
  });

  it('are users of the tenant: one of another is missing as one who never was', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;

    const set = (id: Caller['userId']) => carrel.members.set(people.owner, { sessionId: room, userId: id }, 'viewer');
    const foreign = expectErr(await set(people.foreigner.userId), 'user/not-found');

    expect(foreign).toEqual(expectErr(await set(NOBODY), 'user/not-found'));
    const remove = (id: Caller['userId']) => carrel.members.remove(people.owner, { sessionId: room, userId: id });
    expect(expectErr(await remove(people.foreigner.userId), 'member/not-found')).toEqual(
      expectErr(await remove(NOBODY), 'member/not-found'),
    );
  });

  it('are as many as may be and no more, also when they are added at the same time', async () => {
    await using it = await roomWorld({ sessions: { maxMembers: 6 } });
    const { carrel, people, room } = it;
    const more = await Promise.all(Array.from({ length: 5 }, () => colleagueOf(carrel, people.outsider)));

    const added = await Promise.all(
      more.map(({ userId: id }) => carrel.members.set(people.admin, { sessionId: room, userId: id }, 'viewer')),
    );

    expect(added.filter((result) => result.isOk())).toHaveLength(2);
    for (const result of added)
      if (result.isErr()) expect(result.error).toMatchObject({ type: 'member/limit', limit: 6 });
    expect(await rolesIn(it)).toHaveLength(6);
    const change = { sessionId: room, userId: people.viewer.userId };
    expectOk(await carrel.members.set(people.owner, change, 'participant'));
    expectOk(await carrel.members.remove(people.owner, change));
    expectOk(await carrel.members.set(people.owner, change, 'viewer'));
  });

  it('may be added twice with one answer, and keep since when they are', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const ref = { sessionId: room, userId: people.viewer.userId };

    const again = expectOk(await carrel.members.set(people.admin, ref, 'viewer'));
    const raised = expectOk(await carrel.members.set(people.admin, ref, 'admin'));

    expect(raised).toMatchObject({ role: 'admin', createdAt: again.createdAt });
  });

  it('are no roles that do not exist', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;

    const failed = await carrel.members.set(
      people.owner,
      { sessionId: room, userId: people.viewer.userId },
      'king' as 'viewer',
    );

    expect(expectErr(failed, 'request/invalid').issues[0]?.path).toBe('role');
  });

  it('leave by themselves, and see it no more', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;

    expectOk(await carrel.members.remove(people.viewer, { sessionId: room, userId: people.viewer.userId }));

    expectErr(await carrel.sessions.get(people.viewer, room), 'session/not-found');
    expect(expectOk(await carrel.sessions.list(people.viewer)).items).toEqual([]);
  });

  it('go with the room', async () => {
    const store = memoryStore();
    await using it = await roomWorld({ store });
    const { carrel, people, room } = it;

    expectOk(await carrel.sessions.remove(people.owner, room));

    expectErr(await carrel.members.list(people.admin, room), 'session/not-found');
    expect(expectOk(await carrel.sessions.list(people.admin)).items).toEqual([]);
    const left = expectOk(await store.read((view) => view.scan(members, { limit: 10 })));
    expect(left.items).toEqual([]);
  });
});

describe('the owner of a room', () => {
  it('stays its owner, whoever asks', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const ref = { sessionId: room, userId: people.owner.userId };

    for (const asked of [people.owner, people.admin]) {
      expectErr(await carrel.members.set(asked, ref, 'viewer'), 'member/is-owner');
      expectErr(await carrel.members.remove(asked, ref), 'member/is-owner');
    }
    expect(expectOk(await carrel.members.set(people.owner, ref, 'owner')).role).toBe('owner');
  });

  it('hands it over to a member, and stays an admin', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;

    const given = await carrel.members.set(people.owner, { sessionId: room, userId: people.viewer.userId }, 'owner');

    expect(expectOk(given)).toMatchObject({ userId: people.viewer.userId, role: 'owner' });
    expect((await rolesIn(it, people.viewer)).slice().sort()).toEqual([
      'admin: admin',
      'owner: admin',
      'participant: participant',
      'viewer: owner',
    ]);
    expect(expectOk(await carrel.sessions.get(people.owner, room)).ownerId).toBe(people.viewer.userId);
    expect(expectOk(await carrel.sessions.list(people.owner)).items.map(({ id }) => id)).toEqual([room]);
    expect(expectOk(await carrel.sessions.list(people.viewer)).items.map(({ id }) => id)).toEqual([room]);
    expectErr(await carrel.sessions.remove(people.owner, room), 'session/forbidden');
    expectOk(await carrel.sessions.remove(people.viewer, room));
  });

  it('hands it to nobody who is no member, nor to one who has as many sessions as allowed', async () => {
    await using it = await roomWorld({ sessions: { maxPerUser: 1 } });
    const { carrel, people, room } = it;
    expectOk(await carrel.sessions.create(people.admin, { kind: 'solo', languages: ['lua'] }));
    const give = ({ userId: id }: Caller) => carrel.members.set(people.owner, { sessionId: room, userId: id }, 'owner');

    expectErr(await give(people.outsider), 'member/not-found');
    expect(expectErr(await give(people.admin), 'session/limit').limit).toBe(1);
    expect((await rolesIn(it))[0]).toBe('owner: owner');
    expectOk(await give(people.viewer));
  });

  it('gets nothing of what a key made, once it is another’s', async () => {
    await using it = await roomWorld();
    const { carrel, people } = it;
    const create = () =>
      carrel.sessions.create(people.owner, { kind: 'room', languages: ['lua'] }, { idempotencyKey: 'once' });
    const { id: sessionId } = expectOk(await create());
    const ref = { sessionId, userId: people.viewer.userId };
    expectOk(await carrel.members.set(people.owner, ref, 'viewer'));
    expectOk(await carrel.members.set(people.owner, ref, 'owner'));
    expectOk(await carrel.members.remove(people.viewer, { sessionId, userId: people.owner.userId }));

    expectErr(await create(), 'request/idempotency-gone');
  });
});

describe('roles in the tenant', () => {
  it('open no room', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    expect(people.outsider.role).toBe('owner');

    expectErr(await carrel.sessions.get(people.outsider, room), 'session/not-found');
    expectErr(await carrel.members.list(people.outsider, room), 'session/not-found');
    expectErr(await carrel.members.list(await newCaller(carrel), room), 'session/not-found');
  });
});

describe('users whom an issuer outside knows', () => {
  it('become members by their ids, and those of another tenant see nothing by it', async () => {
    await using carrel = await memoryCarrel({ verifier: { verify: () => errAsync(tokenInvalid()) } });
    const tenant = tenantId.parse('ten_01arz3ndektsv4rrffq69g5fav');
    const owner = outsideCaller(expectOk(tenant), 'usr_01arz3ndektsv4rrffq69g5fa1');
    const guest = outsideCaller(expectOk(tenant), 'usr_01arz3ndektsv4rrffq69g5fa2');
    const elsewhere = outsideCaller(expectOk(tenantId.parse('ten_01arz3ndektsv4rrffq69g5fbv')), guest.userId);
    const { id } = expectOk(await carrel.sessions.create(owner, { kind: 'room', languages: ['lua'] }));

    expectOk(await carrel.members.set(owner, { sessionId: id, userId: guest.userId }, 'viewer'));

    expect(expectOk(await carrel.sessions.get(guest, id)).id).toBe(id);
    expectErr(await carrel.sessions.get(elsewhere, id), 'session/not-found');
    expect(expectOk(await carrel.sessions.list(elsewhere)).items).toEqual([]);
  });
});

function outsideCaller(tenant: Caller['tenantId'], user: string): Caller {
  const rights = { role: 'member', tier: 'low', scopes: ['*'], requestId: 'req_test' } as const;
  return { tenantId: tenant, userId: expectOk(userId.parse(user)), ...rights };
}

function tokenInvalid(): { readonly type: 'auth/token-invalid'; readonly message: string; readonly retryable: false } {
  return { type: 'auth/token-invalid', message: 'No token is genuine.', retryable: false };
}

describe('the audit', () => {
  it('has every change of a member with who made it, what was refused as such, and nothing that changed nothing', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const before = expectOk(await carrel.audit.list(people.outsider)).items.length;
    const of = (person: Caller) => ({ sessionId: room, userId: person.userId });

    expectOk(await carrel.members.set(people.admin, of(people.outsider), 'viewer'));
    expectOk(await carrel.members.set(people.owner, of(people.outsider), 'viewer'));
    expectErr(await carrel.members.set(people.viewer, of(people.viewer), 'admin'), 'session/forbidden');
    expectOk(await carrel.members.set(people.owner, of(people.outsider), 'admin'));
    expectOk(await carrel.members.remove(people.participant, of(people.participant)));
    expectOk(await carrel.members.set(people.owner, of(people.outsider), 'owner'));

    const { items } = expectOk(await carrel.audit.list(people.outsider));
    const later = items.slice(0, items.length - before);
    const refused = {
      action: 'call.refused',
      outcome: 'denied',
      details: { call: 'members.set', error: 'session/forbidden' },
    };
    expect(later.filter(({ outcome }) => outcome === 'denied')).toMatchObject([refused]);
    expect(
      later
        .filter(({ outcome }) => outcome !== 'denied')
        .reverse()
        .map(({ action, actor, details, requestId, subject }) => ({ action, actor, details, requestId, subject })),
    ).toEqual(
      [
        ['member.added', people.admin, { userId: people.outsider.userId, before: null, role: 'viewer' }] as const,
        ['member.updated', people.owner, { userId: people.outsider.userId, before: 'viewer', role: 'admin' }] as const,
        [
          'member.removed',
          people.participant,
          { userId: people.participant.userId, before: 'participant', role: null },
        ] as const,
        [
          'session.transferred',
          people.owner,
          { userId: people.outsider.userId, before: 'admin', role: 'owner' },
        ] as const,
      ].map(([action, { userId: id }, details]) => ({
        ...{ action, details, subject: room, requestId: 'req_test' },
        actor: { type: 'user', id },
      })),
    );
  });
});
