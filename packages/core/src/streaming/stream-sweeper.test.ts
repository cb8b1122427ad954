import { beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import {
  createIdSource,
  streamId,
  tenantId,
  toTimestamp,
  userId,
  type CarrelError,
  type ResultAsync,
} from '../kernel/index.js';
import { isGoneProcess, leaseCollections, Leases, processHolder } from '../leases/index.js';
import { memoryStore, memoryStreamLog, VirtualClock } from '../memory/index.js';
import type { StreamEnd, StreamLog } from '../streams/index.js';
import { silentLogger } from '../telemetry/index.js';
import {
  defaultStreamOptions,
  RecordStreamRepository,
  streamCollections,
  StreamSettler,
  StreamSweeper,
  type StreamRecord,
} from './index.js';
import { writingLease } from './stream-writers.js';
import { keyInLog } from './stream.js';

const LOST = { reason: 'lost', error: { type: 'stream/writer-gone' } };
const CANCELLED: StreamEnd = { reason: 'cancelled' };

let clock: VirtualClock;
let log: StreamLog;
let leases: Leases;
let repository: RecordStreamRepository;
let sweeper: StreamSweeper;
let holder: string;

beforeEach(async () => {
  clock = new VirtualClock();
  const ids = createIdSource(clock);
  const store = memoryStore();
  expectOk(await store.open([...leaseCollections, ...streamCollections]));
  log = memoryStreamLog({ clock });
  expectOk(await log.open());
  leases = new Leases({ store, clock });
  repository = new RecordStreamRepository(store);
  const shared = { log, repository, leases, clock, logger: silentLogger, options: defaultStreamOptions };
  const settler = new StreamSettler(shared);
  sweeper = new StreamSweeper({ ...shared, settler, holder: processHolder(ids), isGone: isGoneProcess });
  holder = 'another/machine';
  expectOk(await leases.acquire({ name: writingLease(holder), holder, reason: 'writes streams', ttlMs: 15_000 }));
});

/** What is on record of a stream before its writer died, which was after `steps`. */
async function died(...steps: ((stream: StreamRecord) => ResultAsync<unknown, CarrelError>)[]): Promise<StreamRecord> {
  const ids = createIdSource(clock);
  const times = { createdAt: toTimestamp(clock.now()), expiresAt: toTimestamp(clock.now() + 86_400_000) };
  const who = { tenantId: tenantId.create(ids), ownerId: userId.create(ids), purpose: 'test', writer: holder, holder };
  const stream = expectOk(await repository.insert({ id: streamId.create(ids), ...who, ...times }, 1_000));
  for (const step of steps) expectOk(await step(stream));
  return stream;
}

const inLog = (stream: StreamRecord) => log.create(keyInLog(stream), defaultStreamOptions);
const written = (stream: StreamRecord) => log.append(keyInLog(stream), ['a', 'b']);
const cancelled = (stream: StreamRecord) => repository.cancel(stream, toTimestamp(clock.now()));
const endedInLog = (stream: StreamRecord) => log.end(keyInLog(stream), { reason: 'completed' });

async function endsOf(stream: StreamRecord) {
  const info = expectOk(await log.info(keyInLog(stream)));
  return { onRecord: expectOk(await repository.get(stream))?.end, inLog: info?.end };
}

describe('the sweep', () => {
  it('leaves a stream alone while its writer holds its lease', async () => {
    const stream = await died(inLog, written);
    await sweeper.sweep();
    expect(await endsOf(stream)).toEqual({ onRecord: undefined, inLog: null });
  });

  it('settles what a writer left, wherever it died', async () => {
    const nowhere = await died();
    const empty = await died(inLog);
    const midway = await died(inLog, written);
    const asked = await died(inLog, written, cancelled);
    const unrecorded = await died(inLog, written, endedInLog);
    await clock.advance(15_000);
    await sweeper.sweep();
    expect(await endsOf(nowhere)).toMatchObject({ onRecord: LOST, inLog: undefined });
    for (const stream of [empty, midway]) expect(await endsOf(stream)).toMatchObject({ onRecord: LOST, inLog: LOST });
    expect(await endsOf(asked)).toEqual({ onRecord: CANCELLED, inLog: CANCELLED });
    expect(await endsOf(unrecorded)).toMatchObject({
      onRecord: { reason: 'completed' },
      inLog: { reason: 'completed' },
    });
    expect(expectOk(await repository.nextHolder(''))).toBeNull();
  });

  it('settles more streams than one look takes, of several holders', async () => {
    const streams: StreamRecord[] = [];
    for (let index = 0; index < 250; index += 1) {
      holder = `holder/${index % 3}`;
      streams.push(await died(inLog));
    }
    holder = 'another/machine';
    const living = await died(inLog);
    await sweeper.sweep();
    for (const stream of streams) expect(await endsOf(stream)).toMatchObject({ onRecord: LOST, inLog: LOST });
    expect(await endsOf(living)).toEqual({ onRecord: undefined, inLog: null });
  });

  it('does not wait for the lease of a process of this machine that is gone', async () => {
    // The process of this test as it was in another life.
    const [boot, namespace, pid, , secret] = processHolder(createIdSource(clock)).split('/');
    holder = [boot, namespace, pid, '1', secret].join('/');
    expectOk(await leases.acquire({ name: writingLease(holder), holder, reason: 'writes streams', ttlMs: 15_000 }));
    const stream = await died(inLog, written);
    await sweeper.sweep();
    expect(await endsOf(stream)).toMatchObject(isGoneProcess(holder) ? { onRecord: LOST } : { inLog: null });
  });

  it('forgets records and chunks of streams whose time is over', async () => {
    const stream = await died(inLog, written, cancelled);
    await clock.advance(15_000);
    await sweeper.sweep();
    expect(expectOk(await repository.cancellations(holder, 10))).toHaveLength(1);
    await clock.advance(3_599_999);
    await sweeper.sweep();
    expect(expectOk(await repository.get(stream))).not.toBeNull();
    await clock.advance(2);
    await sweeper.sweep();
    expect(expectOk(await repository.get(stream))).toBeNull();
    expectErr(await log.read(keyInLog(stream)), 'stream/not-found');
    expect(expectOk(await repository.cancellations(holder, 10))).toEqual([]);
  });
});
