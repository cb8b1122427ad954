import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { colleagueOf, makeRoom, roomWorld } from '../../test/room-fixture.js';

describe('a fork of a room', () => {
  it.each(['solo', 'room'] as const)('to a %s has its files and is the forker’s alone', async (kind) => {
    await using it = await roomWorld({}, { labels: { team: 'a' }, languages: ['python', 'lua'] });
    const { carrel, people, room } = it;
    expectOk(await carrel.workspaces.start(people.owner, room));
    const place = { sessionId: room, path: 'notes/a.txt' };
    expectOk(await carrel.files.write(people.participant, { ...place, data: Buffer.from('hello') }));

    const fork = expectOk(await carrel.sessions.fork(people.viewer, room, { kind, name: 'mine' }));

    expect(fork).toMatchObject({
      ...{ kind, name: 'mine', ownerId: people.viewer.userId, forkedFrom: room },
      ...{ labels: { team: 'a' }, languages: ['python', 'lua'] },
    });
    const copy = expectOk(await carrel.workspaces.open(people.viewer, fork.id));
    expect(expectOk(await copy.files.readText('notes/a.txt'))).toBe('hello');
    for (const other of [people.owner, people.admin, people.outsider]) {
      expectErr(await carrel.sessions.get(other, fork.id), 'session/not-found');
    }
    if (kind === 'room') expect(expectOk(await carrel.members.list(people.viewer, fork.id))).toHaveLength(1);
  });

  it('is a room by itself', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;

    expect(expectOk(await carrel.sessions.fork(people.viewer, room)).kind).toBe('room');
  });

  it('counts among the sessions of the forker', async () => {
    await using it = await roomWorld({ sessions: { maxPerUser: 1 } });
    const { carrel, people, room } = it;

    expectOk(await carrel.sessions.fork(people.viewer, room, { kind: 'solo' }));

    expect(expectErr(await carrel.sessions.fork(people.viewer, room), 'session/limit').limit).toBe(1);
    expectErr(await carrel.sessions.fork(people.owner, room), 'session/limit');
  });
});

describe('related sessions', () => {
  it('share members besides the caller, and are seen by the caller', async () => {
    await using it = await roomWorld({}, { languages: ['lua'] });
    const { carrel, people, room } = it;
    const friend = await colleagueOf(carrel, people.outsider);
    const make = async (kind: 'room' | 'solo', owner = people.viewer) =>
      expectOk(await carrel.sessions.create(owner, { kind, languages: ['perl'] })).id;
    const join = async (sessionId: typeof room, owner: typeof friend, member: typeof friend) =>
      expectOk(await carrel.members.set(owner, { sessionId, userId: member.userId }, 'viewer'));
    const [alone, solo, hidden] = [await make('room'), await make('solo'), await make('room', friend)];
    await join(hidden, friend, people.admin);
    const owned = await make('room', people.admin);
    await join(owned, people.admin, people.viewer);
    const joined = await make('room', friend);
    await join(joined, friend, people.viewer);
    await join(joined, friend, people.participant);
    const strangers = await make('room', friend);
    await join(strangers, friend, people.viewer);

    const related = expectOk(await carrel.sessions.related(people.viewer, room));

    const reasons = Object.fromEntries(related.map(({ session, reasons: why }) => [session.id, why]));
    expect(reasons).toEqual({ [owned]: ['shared-members'], [joined]: ['shared-members'] });
    expect([alone, solo, hidden, strangers].filter((id) => id in reasons)).toEqual([]);
    expect(related.map(({ score }) => score)).toEqual([0.2, 0.2]);
  });

  it('add up their reasons', async () => {
    await using it = await roomWorld({}, { languages: ['lua'] });
    const { carrel, people, room } = it;
    const other = await makeRoom(carrel, people, { languages: ['lua'] });
    const fork = expectOk(await carrel.sessions.fork(people.viewer, room, { kind: 'room' }));

    const related = expectOk(await carrel.sessions.related(people.viewer, room));

    expect(related.map(({ session, reasons }) => [session.id, reasons])).toEqual([
      [fork.id, ['fork', 'same-languages']],
      [other, ['same-languages', 'shared-members']],
    ]);
  });

  it('of a solo session share no members with anything', async () => {
    await using it = await roomWorld({}, { languages: ['lua'] });
    const { carrel, people } = it;
    const { id } = expectOk(await carrel.sessions.create(people.viewer, { kind: 'solo', languages: ['perl'] }));

    expect(expectOk(await carrel.sessions.related(people.viewer, id))).toEqual([]);
  });
});
