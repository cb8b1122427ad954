import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { roomWorld, type RoomWorld } from '../../test/room-fixture.js';
import type { Caller } from '../kernel/index.js';
import { memoryRuntime, memoryStore, VirtualClock, type Program } from '../memory/index.js';
import { memoryCarrel } from '../../test/platform-fixture.js';

/** Writes without an end. */
const chatter: Program = async ({ write, sleep }) => {
  for (;;) {
    await write('stdout', 'x');
    await sleep(1);
  }
};

interface Stream {
  readonly seen: readonly { readonly type: string }[];
  readonly ended: Promise<void>;
}

function read(events: AsyncIterable<{ readonly type: string }>): Stream {
  const seen: { readonly type: string }[] = [];
  const ended = (async () => {
    for await (const event of events) seen.push(event);
  })();
  return { seen, ended };
}

/** Everything that a caller can follow in the room. */
async function follow(
  { carrel, people, room }: Pick<RoomWorld, 'carrel' | 'people' | 'room'>,
  caller: Caller,
): Promise<readonly Stream[]> {
  const { id } = expectOk(await carrel.commands.start(people.owner, room, { request: { argv: ['chatter'] } }));
  const streams = [
    expectOk(await carrel.workspaces.events(caller, room)),
    expectOk(await carrel.commands.output(caller, { sessionId: room, id })),
    expectOk(await carrel.files.watch(caller, { sessionId: room, path: '' })),
  ];
  return streams.map(read);
}

const started = async (it: RoomWorld) => expectOk(await it.carrel.workspaces.start(it.people.owner, it.room));
const live = () => roomWorld({ runtime: memoryRuntime({ programs: { chatter } }) });

/** What another process on the same store or boxes has of them: its end is not theirs. */
function shared<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, name) {
      if (name === 'dispose') return () => Promise.resolve();
      const value: unknown = Reflect.get(object, name);
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
  });
}

describe('what a member follows', () => {
  it('ends with the reason when the member is put out', async () => {
    await using it = await live();
    await started(it);
    const streams = await follow(it, it.people.viewer);
    await eventually(() => {
      expect(streams[1]?.seen.length).toBeGreaterThan(0);
    });

    expectOk(await it.carrel.members.remove(it.people.admin, { sessionId: it.room, userId: it.people.viewer.userId }));

    for (const { seen, ended } of streams) {
      await ended;
      expect(seen.at(-1)).toMatchObject({ type: 'failed', error: { type: 'session/not-found' } });
    }
  });

  it('gives nothing of what comes after that', async () => {
    await using it = await live();
    await started(it);
    const [, output] = await follow(it, it.people.viewer);
    await eventually(() => {
      expect(output?.seen.length).toBeGreaterThan(0);
    });
    const watch = expectOk(await it.carrel.files.watch(it.people.viewer, { sessionId: it.room, path: '' }));
    const reader = watch[Symbol.asyncIterator]();
    const place = { sessionId: it.room, path: 'secret.txt' };

    expectOk(await it.carrel.members.remove(it.people.admin, { sessionId: it.room, userId: it.people.viewer.userId }));
    expectOk(await it.carrel.files.write(it.people.owner, { ...place, data: Buffer.from('s') }));

    expect(await reader.next()).toMatchObject({ value: { type: 'failed', error: { type: 'session/not-found' } } });
    expect(await reader.next()).toMatchObject({ done: true });
  });

  it('goes on for the others, and through another role', async () => {
    await using it = await live();
    await started(it);
    const streams = await follow(it, it.people.participant);
    const { userId } = it.people.participant;

    expectOk(await it.carrel.members.set(it.people.owner, { sessionId: it.room, userId }, 'viewer'));
    expectOk(await it.carrel.members.remove(it.people.admin, { sessionId: it.room, userId: it.people.viewer.userId }));
    expectOk(await it.carrel.files.write(it.people.owner, { sessionId: it.room, path: 'a', data: Buffer.from('a') }));

    await eventually(() => {
      expect(streams[2]?.seen.length).toBeGreaterThan(0);
    });
    for (const { seen } of streams) expect(seen.map(({ type }) => type)).not.toContain('failed');
    expectErr(
      await it.carrel.commands.run(it.people.participant, it.room, { request: { argv: ['echo'] } }),
      'session/forbidden',
    );
    expectOk(await it.carrel.sessions.remove(it.people.owner, it.room));
    for (const { ended } of streams) await ended;
  });

  it('ends when its reader leaves, also while nothing happens', async () => {
    await using it = await live();
    await started(it);
    const leaving = new AbortController();
    const events = expectOk(
      await it.carrel.files.watch(it.people.viewer, { sessionId: it.room, path: '' }, { signal: leaving.signal }),
    );
    const others = expectOk(await it.carrel.files.watch(it.people.viewer, { sessionId: it.room, path: '' }));
    const { seen, ended } = read(events);
    const reader = others[Symbol.asyncIterator]();
    const waiting = reader.next();

    leaving.abort();
    await ended;
    await reader.return?.();

    expect(seen).toEqual([]);
    expect(await waiting).toMatchObject({ done: true });
  });

  it('tells of a deleted room as of any deleted session', async () => {
    await using it = await live();
    await started(it);
    const [states] = await follow(it, it.people.viewer);

    expectOk(await it.carrel.sessions.remove(it.people.owner, it.room));
    await states?.ended;

    expect(states?.seen.at(-1)).toMatchObject({ type: 'state', workspace: { reason: 'session-deleted' } });
  });

  it('ends within a second when another process put the member out', async () => {
    const clock = new VirtualClock(Date.UTC(2030, 0, 1));
    const store = memoryStore({ clock });
    const runtime = memoryRuntime({ clock, programs: { chatter } });
    await using it = await roomWorld({ store, runtime, clock });
    expectOk(await it.carrel.workspaces.start(it.people.owner, it.room));
    const { seen, ended } = read(expectOk(await it.carrel.workspaces.events(it.people.viewer, it.room)));
    const other = await memoryCarrel({ store: shared(store), runtime: shared(runtime), clock });

    expectOk(await other.members.remove(it.people.admin, { sessionId: it.room, userId: it.people.viewer.userId }));
    await clock.advance(1_000);
    await ended;

    expect(seen.at(-1)).toMatchObject({ type: 'failed', error: { type: 'session/not-found' } });
    await other.dispose();
  });
});

describe('a room that is about to expire', () => {
  it('warns those who follow it, once for each time that is set', async () => {
    const clock = new VirtualClock(Date.UTC(2030, 0, 1));
    const options = { store: memoryStore({ clock }), runtime: memoryRuntime({ clock }), clock };
    await using it = await roomWorld({ ...options, sessions: { expiryWarningMs: 60_000 } });
    const { carrel, people, room } = it;
    expectOk(await carrel.workspaces.start(people.owner, room));
    const at = (ms: number) => new Date(clock.now() + ms).toISOString();
    const expire = (expiresAt: string) => carrel.sessions.update(people.admin, room, { changes: { expiresAt } });
    const [first, second] = [at(120_000), at(300_000)];
    const { seen } = read(expectOk(await carrel.workspaces.events(people.viewer, room)));
    const warnings = () => seen.filter(({ type }) => type === 'warning');
    const warning = (at: string) => ({ type: 'warning', reason: 'session-expires', at });

    expectOk(await expire(first));
    await clock.advance(59_000);
    expect(warnings()).toEqual([]);
    await clock.advance(10_000);
    expect(warnings()).toEqual([warning(first)]);
    expectOk(await expire(second));
    await clock.advance(100_000);
    expect(expectOk(await carrel.sessions.get(people.viewer, room)).status).toBe('active');
    expect(warnings()).toEqual([warning(first)]);
    await clock.advance(80_000);
    expect(warnings()).toEqual([warning(first), warning(second)]);
    await clock.advance(80_000);

    expect(warnings()).toHaveLength(2);
    expect(expectOk(await carrel.sessions.get(people.viewer, room)).status).toBe('archived');
    expect(seen.at(-1)).toMatchObject({ type: 'state', workspace: { state: 'stopped', reason: 'session-expired' } });
    expectOk(await carrel.sessions.remove(people.owner, room));
    await clock.advance(10_000);
  });
});

describe('other languages for a room that runs', () => {
  it('mean another incarnation, which an admin begins', async () => {
    await using it = await live();
    const { carrel, people, room } = it;
    const { incarnation } = await started(it);
    const stale = expectOk(await carrel.workspaces.open(people.participant, room));

    const changed = await carrel.sessions.update(people.admin, room, { changes: { languages: ['lua', 'python'] } });

    expect(expectOk(changed).languages).toEqual(['lua', 'python']);
    expectErr(await stale.commands.run(['echo']), 'workspace/replaced');
    const next = expectOk(await carrel.workspaces.start(people.participant, room));
    expect(next).toMatchObject({ state: 'ready', incarnation: incarnation + 1 });
  });
});

describe('commands of a room', () => {
  it('say who started them, to everybody in it', async () => {
    await using it = await live();
    const { carrel, people, room } = it;
    await started(it);
    for (const by of [people.owner, people.participant]) {
      expectOk(await carrel.commands.start(by, room, { request: { argv: ['chatter'] } }));
      expectOk(await carrel.commands.run(by, room, { request: { argv: ['echo', 'x'] } }));
    }

    const all = expectOk(await carrel.commands.list(people.viewer, room));

    const starters = all.map(({ startedBy }) => startedBy).sort();
    const expected = [people.owner, people.owner, people.participant, people.participant].map(({ userId }) => userId);
    expect(starters).toEqual(expected.sort());
  });

  it('are not controlled any more by who was put among the viewers', async () => {
    await using it = await live();
    const { carrel, people, room } = it;
    await started(it);
    const { id } = expectOk(await carrel.commands.start(people.participant, room, { request: { argv: ['chatter'] } }));
    const ref = { sessionId: room, id };
    expectOk(await carrel.members.set(people.owner, { sessionId: room, userId: people.participant.userId }, 'viewer'));

    expect(expectErr(await carrel.commands.kill(people.participant, ref), 'session/forbidden').neededRole).toBe(
      'participant',
    );
    expectOk(await carrel.commands.kill(people.admin, ref));
  });
});
