import { expect, it } from 'vitest';
import { errAsync, type ResultAsync } from '../src/kernel/index.js';
import { memoryPresence, VirtualClock } from '../src/memory/index.js';
import {
  connectionState,
  presenceUnavailable,
  type PresenceError,
  type PresenceStore,
  type PresentMember,
} from '../src/presence/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { eventually } from './platform-fixture.js';
import { roomWorld } from './room-fixture.js';

/** What one replica sees of a store that others share: until it is cut off. */
class SharedPresence implements PresenceStore {
  readonly name = 'shared';
  readonly shared = true;
  isCut = false;

  constructor(readonly inner: PresenceStore) {}

  open = () => this.ask(() => this.inner.open());
  health = () => this.ask(() => this.inner.health());
  enter = (place: string, entry: Omit<PresentMember, 'expiresAt'> & { readonly ttlMs: number }) =>
    this.ask(() => this.inner.enter(place, entry));
  leave = (place: string, member: string) => this.ask(() => this.inner.leave(place, member));
  list = (place: string) => this.ask(() => this.inner.list(place));
  watch = (place: string, signal?: AbortSignal) => this.inner.watch(place, signal);
  note = (...args: Parameters<PresenceStore['note']>) => this.ask(() => this.inner.note(...args));
  noted = (...args: Parameters<PresenceStore['noted']>) => this.ask(() => this.inner.noted(...args));
  forget = (...args: Parameters<PresenceStore['forget']>) => this.ask(() => this.inner.forget(...args));
  dispose = () => Promise.resolve();

  private ask<T>(work: () => ResultAsync<T, PresenceError>): ResultAsync<T, PresenceError> {
    return this.isCut ? errAsync(presenceUnavailable()) : work();
  }
}

it('are seen by members while they are open, and noted by their ids', async () => {
  const presence = new SharedPresence(memoryPresence());
  await using world = await roomWorld({ presence });
  const { carrel, people, room } = world;
  const seen = async () =>
    (await carrel.connections.list(people.viewer, room))
      ._unsafeUnwrap()
      .map(({ id, userId, what }) => [id, userId, what]);

  const one = carrel.connections.begin(people.participant, '/ws/terminals/:tid');
  expect(await seen()).toEqual([]);
  await eventually(async () => {
    const note = expectOk(await presence.noted(connectionState, one.id));
    expect(JSON.parse(note ?? '{}')).toMatchObject({ userId: people.participant.userId });
  });
  one.enter(room);
  const other = carrel.connections.begin(people.participant, '/ws/streams/:id');
  other.enter(room);
  const userId = people.participant.userId;
  await eventually(async () => {
    expect(await seen()).toEqual([
      [one.id, userId, '/ws/terminals/:tid'],
      [other.id, userId, '/ws/streams/:id'],
    ]);
  });
  expectErr(await carrel.connections.list(people.outsider, room), 'session/not-found');
  expectErr(await carrel.connections.list(people.foreigner, room), 'session/not-found');

  one.close();
  one.close();
  one.enter(room);
  await eventually(async () => {
    expect(await seen()).toEqual([[other.id, userId, '/ws/streams/:id']]);
    expect(expectOk(await presence.noted(connectionState, one.id))).toBeNull();
  });
});

it('that are closed as soon as they are opened leave nothing', async () => {
  const presence = new SharedPresence(memoryPresence());
  await using world = await roomWorld({ presence });
  const { carrel, people, room } = world;
  const ids = Array.from({ length: 50 }, () => {
    const connection = carrel.connections.begin(people.owner, 'x');
    connection.enter(room);
    connection.close();
    return connection.id;
  });
  const last = carrel.connections.begin(people.owner, 'last');
  last.enter(room);
  await eventually(async () => {
    const all = expectOk(await carrel.connections.list(people.viewer, room));
    expect(all.map(({ what }) => what)).toEqual(['last']);
    for (const id of ids) expect(expectOk(await presence.noted(connectionState, id))).toBeNull();
  });
});

it('of a replica that died are gone by themselves, and those of one that lives on are not', async () => {
  const clock = new VirtualClock();
  const presence = new SharedPresence(memoryPresence({ clock }));
  await using world = await roomWorld({ presence, clock });
  const { carrel, people, room } = world;
  const dying = new SharedPresence(presence.inner);
  await using other = await roomWorld({ presence: dying, clock });
  const lost = other.carrel.connections.begin(people.admin, 'lost');
  lost.enter(room);
  carrel.connections.begin(people.owner, 'kept').enter(room);
  const seen = async () => expectOk(await carrel.connections.list(people.viewer, room)).map(({ what }) => what);
  await eventually(async () => {
    expect((await seen()).sort()).toEqual(['kept', 'lost']);
  });

  dying.isCut = true;
  for (let step = 0; step < 20; step += 1) await clock.advance(10_000);
  await eventually(async () => {
    expect(await seen()).toEqual(['kept']);
  });
  await clock.advance(connectionState.ttlMs);
  expect(expectOk(await presence.noted(connectionState, lost.id))).toBeNull();
});

it('are told again when the store is back, and cost nobody anything meanwhile', async () => {
  const clock = new VirtualClock();
  const presence = new SharedPresence(memoryPresence({ clock }));
  presence.isCut = true;
  await using world = await roomWorld({ presence, clock });
  const { carrel, people, room } = world;
  carrel.connections.begin(people.owner, 'early').enter(room);
  expectErr(await carrel.connections.list(people.viewer, room), 'presence/unavailable');
  expect((await carrel.health()).find(({ name }) => name === 'presence')).toMatchObject({
    status: 'degraded',
    required: false,
  });

  presence.isCut = false;
  await clock.advance(1_000);
  await eventually(async () => {
    const all = expectOk(await carrel.connections.list(people.viewer, room));
    expect(all.map(({ what }) => what)).toEqual(['early']);
  });
});
