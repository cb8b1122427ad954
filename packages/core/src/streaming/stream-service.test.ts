import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { colleagueOf, makePeople, makeRoom } from '../../test/room-fixture.js';
import type { Caller, Carrel } from '../index.js';
import { errAsync, streamId, type StreamId } from '../kernel/index.js';
import { memoryRuntime, memoryStore, memoryStreamLog, MemoryStreams, VirtualClock } from '../memory/index.js';
import { storeUnsupported } from '../store/index.js';
import { streamLogUnavailable, type StreamLog } from '../streams/index.js';
import type { StreamReadEvent, StreamWriter } from './index.js';

/** Somebody who reads in the background. */
class Reader {
  readonly chunks: string[] = [];
  last: Exclude<StreamReadEvent, { readonly type: 'chunks' }> | null = null;
  readonly over: Promise<void>;

  constructor(events: AsyncIterable<StreamReadEvent>) {
    this.over = this.consume(events);
  }

  static async of(carrel: Carrel, caller: Caller, id: StreamId, from = 0): Promise<Reader> {
    return new Reader(expectOk(await carrel.streams.read(caller, id, { from })));
  }

  private async consume(events: AsyncIterable<StreamReadEvent>): Promise<void> {
    for await (const event of events) {
      if (event.type === 'chunks') this.chunks.push(...event.chunks);
      else this.last = event;
    }
  }
}

const LEASE = 15_000;

let clock: VirtualClock;
let carrel: Carrel;
let ada: Caller;

beforeEach(async () => {
  clock = new VirtualClock();
  carrel = await memoryCarrel({ clock });
  ada = await newCaller(carrel);
});

afterEach(() => carrel.dispose());

function open(caller = ada, over = carrel): Promise<StreamWriter> {
  return Promise.resolve(over.streams.create(caller, { purpose: 'test' })).then(expectOk);
}

describe('streams', () => {
  it('are read from any position while they are written, and after they ended', async () => {
    const writer = await open();
    expectOk(await writer.write('a'));
    const early = await Reader.of(carrel, ada, writer.id);
    for (const chunk of ['b', 'c', 'd']) expectOk(await writer.write(chunk));
    expect(writer.position).toBe(4);
    expectOk(await writer.end());

    await early.over;
    const late = await Reader.of(carrel, ada, writer.id, 2);
    await late.over;
    expect(early.chunks).toEqual(['a', 'b', 'c', 'd']);
    expect(late.chunks).toEqual(['c', 'd']);
    for (const reader of [early, late])
      expect(reader.last).toEqual({ type: 'end', position: 4, end: { reason: 'completed' } });
    expect(expectOk(await carrel.streams.get(ada, writer.id))).toMatchObject({
      ...{ purpose: 'test', ownerId: ada.userId, end: { reason: 'completed' } },
    });
    expect(writer.signal.aborted).toBe(false);
  });

  it('that fail say why', async () => {
    const writer = await open();
    expectOk(await writer.write('a'));
    expectOk(await writer.fail({ type: 'model/refused', message: 'no' }));
    const reader = await Reader.of(carrel, ada, writer.id);
    await reader.over;
    expect(reader.last).toMatchObject({ end: { reason: 'failed', error: { type: 'model/refused', message: 'no' } } });
    expectErr(await writer.end(), 'stream/ended');
    expectErr(await writer.write('b'), 'stream/ended');
  });

  it('go on when a reader leaves', async () => {
    const writer = await open();
    expectOk(await writer.write('a'));
    for await (const event of expectOk(await carrel.streams.read(ada, writer.id))) {
      expect(event.type).toBe('chunks');
      break;
    }
    expectOk(await writer.write('b'));
    expectOk(await writer.flush());
    expect(writer.signal.aborted).toBe(false);
    expect(expectOk(await carrel.streams.get(ada, writer.id)).end).toBeUndefined();
  });

  it('refuse a position that is none, and a purpose that is none', async () => {
    const writer = await open();
    for (const from of [-1, 1.5, NaN])
      expectErr(await carrel.streams.read(ada, writer.id, { from }), 'request/invalid');
    for (const purpose of ['', 'p'.repeat(65), undefined as unknown as string])
      expectErr(await carrel.streams.create(ada, { purpose }), 'request/invalid');
  });

  it('are nobody else’s, of the same tenant or another', async () => {
    const writer = await open();
    for (const caller of [await colleagueOf(carrel, ada), await newCaller(carrel)]) {
      expectErr(await carrel.streams.get(caller, writer.id), 'stream/not-found');
      expectErr(await carrel.streams.read(caller, writer.id), 'stream/not-found');
      expectErr(await carrel.streams.cancel(caller, writer.id), 'stream/not-found');
    }
    expectErr(
      await carrel.streams.get(ada, `${streamId.prefix}_01arz3ndektsv4rrffq69g5fav` as StreamId),
      'stream/not-found',
    );
    expect(writer.signal.aborted).toBe(false);
  });

  it('are gone an hour after they ended, and their records with them', async () => {
    const writer = await open();
    expectOk(await writer.write('a'));
    expectOk(await writer.end());
    await clock.advance(3_599_000);
    const reader = await Reader.of(carrel, ada, writer.id);
    await reader.over;
    expect(reader.chunks).toEqual(['a']);
    await clock.advance(10_000);
    expectErr(await carrel.streams.read(ada, writer.id), 'stream/not-found');
    expectErr(await carrel.streams.get(ada, writer.id), 'stream/not-found');
  });

  it('that nobody writes to for long stay, and end at their greatest age', async () => {
    await using own = await memoryCarrel({ clock, streaming: { ttlMs: 30_000, maxLifetimeMs: 300_000 } });
    const caller = await newCaller(own);
    const writer = await open(caller, own);
    expectOk(await writer.write('a'));
    await clock.advance(280_000);
    expectOk(await writer.write('b'));
    expectOk(await writer.flush());
    const reader = await Reader.of(own, caller, writer.id);
    await clock.advance(28_000);
    await reader.over;
    expect(reader.chunks).toEqual(['a', 'b']);
    expect(reader.last).toMatchObject({ end: { reason: 'lost', error: { type: 'stream/too-old' } } });
    expectErr(await writer.write('c').andThen(() => writer.flush()), 'stream/ended');
    expect(writer.signal.aborted).toBe(true);
  });
});

describe('streams of a room', () => {
  it('are read by who is in it, until they are not', async () => {
    const people = await makePeople(carrel);
    const room = await makeRoom(carrel, people);
    const writer = expectOk(await carrel.streams.create(people.participant, { purpose: 'answer', sessionId: room }));
    expectOk(await writer.write('for all'));
    const viewer = await Reader.of(carrel, people.viewer, writer.id);
    const admin = await Reader.of(carrel, people.admin, writer.id);
    await eventually(() => { expect([viewer.chunks, admin.chunks]).toEqual([['for all'], ['for all']]); }); // prettier-ignore

    expectOk(await carrel.members.remove(people.owner, { sessionId: room, userId: people.viewer.userId }));
    expectOk(await writer.write('not for the viewer'));
    expectOk(await writer.end());
    await Promise.all([viewer.over, admin.over]);
    expect(viewer.chunks).toEqual(['for all']);
    expect(viewer.last).toMatchObject({ type: 'failed', error: { type: 'session/not-found' } });
    expect(admin.chunks).toEqual(['for all', 'not for the viewer']);
    expectErr(await carrel.streams.read(people.viewer, writer.id), 'stream/not-found');
  });

  it('are not for the one who made them and left', async () => {
    const people = await makePeople(carrel);
    const room = await makeRoom(carrel, people);
    const writer = expectOk(await carrel.streams.create(people.participant, { purpose: 'answer', sessionId: room }));
    expectOk(await carrel.members.remove(people.owner, { sessionId: room, userId: people.participant.userId }));
    expectErr(await carrel.streams.read(people.participant, writer.id), 'stream/not-found');
  });

  it('cannot be made in an archived session', async () => {
    const people = await makePeople(carrel);
    const room = await makeRoom(carrel, people);
    expectOk(await carrel.sessions.update(people.owner, room, { changes: { status: 'archived' } }));
    const made = await carrel.streams.create(people.participant, { purpose: 'answer', sessionId: room });
    expectErr(made, 'session/archived');
  });
});

describe('cancel', () => {
  it('ends the stream, and tells its writer', async () => {
    const writer = await open();
    expectOk(await writer.write('a'));
    const reader = await Reader.of(carrel, ada, writer.id);
    await eventually(() => { expect(reader.chunks).toEqual(['a']); }); // prettier-ignore

    const cancelled = expectOk(await carrel.streams.cancel(ada, writer.id));
    await reader.over;
    expect(cancelled.end).toEqual({ reason: 'cancelled' });
    expect(reader.last).toEqual({ type: 'end', position: 1, end: { reason: 'cancelled' } });
    expect(writer.signal.reason).toEqual({ reason: 'cancelled' });
    expect(expectErr(await writer.write('b'), 'stream/ended').end).toEqual({ reason: 'cancelled' });
    expectErr(await writer.end(), 'stream/ended');
    expect(expectOk(await carrel.streams.cancel(ada, writer.id)).end).toEqual({ reason: 'cancelled' });
  });

  it('of a stream that ended leaves it as it ended', async () => {
    const writer = await open();
    expectOk(await writer.end());
    expect(expectOk(await carrel.streams.cancel(ada, writer.id)).end).toEqual({ reason: 'completed' });
  });
});

describe('a writer', () => {
  it('appends what comes in one turn together, and says when it is too much', async () => {
    const appends: number[] = [];
    const inner = memoryStreamLog();
    const log = altered(inner, {
      append: (key, chunks, options) => {
        appends.push(chunks.length);
        return inner.append(key, chunks, options);
      },
    });
    await using own = await memoryCarrel({ streams: log, streaming: { maxBufferedBytes: 1_000 } });
    const writer = await open(await newCaller(own), own);
    for (let index = 0; index < 50; index += 1) expectOk(await writer.write('0123456789'));
    expectOk(await writer.flush());
    expect(appends).toEqual([50]);

    const written = Array.from({ length: 102 }, () => writer.write('0123456789'));
    const results = await Promise.all(written);
    expect(results.slice(0, 100).every((result) => result.isOk())).toBe(true);
    for (const result of results.slice(100)) expectErr(result, 'stream/overrun');
    expect(writer.position).toBe(150);
    expectErr(await writer.write('x'.repeat(log.maxChunkBytes + 1)), 'stream/chunk-too-large');
  });

  it('tries again while the log does not answer, and doubles nothing', async () => {
    const inner = memoryStreamLog({ clock });
    let calls = 0;
    const log = altered(inner, {
      append: (key, chunks, options) => {
        calls += 1;
        // It happens, and the answer is lost; then nothing happens; then all is well.
        if (calls === 1) return inner.append(key, chunks, options).andThen(() => unavailable());
        return calls === 2 ? unavailable() : inner.append(key, chunks, options);
      },
    });
    await using own = await memoryCarrel({ clock, streams: log });
    const caller = await newCaller(own);
    const writer = await open(caller, own);
    expectOk(await writer.write('a'));
    await clock.advance(1_000);
    expectOk(await writer.write('b'));
    expectOk(await writer.end());
    const reader = await Reader.of(own, caller, writer.id);
    await reader.over;
    expect(reader.chunks).toEqual(['a', 'b']);
  });

  it('gives up when the log stays away, and its stream ends as failed once it is back', async () => {
    const inner = memoryStreamLog({ clock });
    let isAway = false;
    const log = altered(inner, {
      append: (key, chunks, options) => (isAway ? unavailable() : inner.append(key, chunks, options)),
      end: (key, end, options) => (isAway ? unavailable() : inner.end(key, end, options)),
    });
    await using own = await memoryCarrel({ clock, streams: log });
    const caller = await newCaller(own);
    const writer = await open(caller, own);
    expectOk(await writer.write('a'));
    expectOk(await writer.flush());
    const reader = await Reader.of(own, caller, writer.id);
    isAway = true;
    expectOk(await writer.write('b'));
    await clock.advance(40_000);
    expect(writer.signal.reason).toMatchObject({ reason: 'failed', error: { type: 'stream/log-unavailable' } });
    isAway = false;
    await clock.advance(LEASE);
    await reader.over;
    expect(reader.chunks).toEqual(['a']);
    expect(reader.last).toMatchObject({ type: 'end', end: { reason: 'failed' } });
    expect(expectOk(await own.streams.get(caller, writer.id)).end).toMatchObject({ reason: 'failed' });
  });
});

describe('two replicas', () => {
  let store: ReturnType<typeof memoryStore>;
  let streams: MemoryStreams;
  let one: Carrel;
  let other: Carrel;
  let bob: Caller;

  beforeEach(async () => {
    store = memoryStore();
    streams = new MemoryStreams({ clock });
    one = await replica();
    bob = await newCaller(one);
    other = await replica();
  });

  afterEach(async () => {
    await one.dispose();
    await other.dispose();
  });

  /** Disposing of one leaves the store to the others. */
  function replica(log: StreamLog = memoryStreamLog({ streams }), time = clock): Promise<Carrel> {
    const own = altered(store, { dispose: () => Promise.resolve() });
    return memoryCarrel({ store: own, runtime: memoryRuntime(), clock: time, streams: log });
  }

  it('read and cancel each other’s streams', async () => {
    const writer = await open(bob, one);
    expectOk(await writer.write('a'));
    const reader = await Reader.of(other, bob, writer.id);
    await eventually(() => { expect(reader.chunks).toEqual(['a']); }); // prettier-ignore
    expectOk(await other.streams.cancel(bob, writer.id));
    await reader.over;
    expect(reader.last).toMatchObject({ end: { reason: 'cancelled' } });
    // Nothing is written: the store tells the writer.
    await eventually(async () => {
      await clock.advance(10);
      expect(writer.signal.reason).toEqual({ reason: 'cancelled' });
    });
  });

  it('cancel a stream that only its writer has', async () => {
    await one.dispose();
    one = await replica(memoryStreamLog({ clock }));
    const alone = await replica(memoryStreamLog({ clock }));
    const writer = await open(bob, one);
    expectOk(await writer.write('a'));
    const reader = await Reader.of(one, bob, writer.id);
    expectErr(await alone.streams.read(bob, writer.id), 'stream/elsewhere');
    expectOk(await alone.streams.cancel(bob, writer.id));
    await eventually(async () => {
      await clock.advance(10);
      expect(writer.signal.reason).toEqual({ reason: 'cancelled' });
      expect(reader.last).toMatchObject({ end: { reason: 'cancelled' } });
    });
    await alone.dispose();
  });

  it('tell a writer who says nothing of a cancellation, also when the store does not tell of changes', async () => {
    const mute = altered(store, {
      dispose: () => Promise.resolve(),
      watch: () => errAsync(storeUnsupported('watch')),
    });
    const quiet = await memoryCarrel({ store: mute, clock, streams: memoryStreamLog({ streams }) });
    const writer = await open(bob, quiet);
    expectOk(await other.streams.cancel(bob, writer.id));
    expect(expectOk(await other.streams.get(bob, writer.id)).end).toEqual({ reason: 'cancelled' });
    expect(writer.signal.aborted).toBe(false);
    await clock.advance(LEASE / 3);
    expect(writer.signal.reason).toEqual({ reason: 'cancelled' });
    await quiet.dispose();
  });

  it('end the streams of one that died, within its lease', async () => {
    // Its time stands still, so that it renews nothing.
    const dead = await replica(memoryStreamLog({ streams }), new VirtualClock());
    const writer = await open(bob, dead);
    expectOk(await writer.write('last words'));
    expectOk(await writer.flush());
    const reader = await Reader.of(other, bob, writer.id);
    await clock.advance(LEASE + 10_000);
    await reader.over;
    expect(reader.chunks).toEqual(['last words']);
    expect(reader.last).toMatchObject({ type: 'end', position: 1, end: { reason: 'lost' } });
    expect(expectOk(await other.streams.get(bob, writer.id)).end).toMatchObject({ reason: 'lost' });
    // One that was only thought dead is told when it writes.
    expectErr(await writer.write('more').andThen(() => writer.flush()), 'stream/ended');
    expect(writer.signal.aborted).toBe(true);
    await dead.dispose();
  });

  it('end the streams of one that is shut down at once', async () => {
    const writer = await open(bob, one);
    expectOk(await writer.write('a'));
    expectOk(await writer.flush());
    const reader = await Reader.of(other, bob, writer.id);
    await one.dispose();
    await reader.over;
    expect(reader.last).toMatchObject({ end: { reason: 'lost', error: { type: 'service/shutting-down' } } });
    expect(writer.signal.aborted).toBe(true);
  });

  it('leave the streams of a living one alone, however quiet', async () => {
    const writer = await open(bob, one);
    expectOk(await writer.write('a'));
    await clock.advance(LEASE * 10);
    expectOk(await writer.write('b'));
    expectOk(await writer.end());
    const reader = await Reader.of(other, bob, writer.id);
    await reader.over;
    expect(reader.chunks).toEqual(['a', 'b']);
  });
});

/** The same, with some of its methods in another way. */
function altered<T extends object>(inner: T, methods: Partial<T>): T {
  return new Proxy(inner, {
    get(target, name) {
      const own: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      return typeof own === 'function' ? (own.bind(target) as unknown) : own;
    },
  });
}

function unavailable() {
  return errAsync(streamLogUnavailable());
}
