import { expect, it } from 'vitest';
import { errAsync, okAsync, unwrap, type ResultAsync } from '../kernel/index.js';
import { memoryRuntime, memoryStore } from '../memory/index.js';
import { memoryRateLimiter } from '../rate-limit/index.js';
import { runtimeUnavailable, type WorkspaceRuntime } from '../runtime/index.js';
import { collection, type RecordStore, type Transaction } from '../store/index.js';
import { memoryStreamLog } from '../streams/index.js';
import { memoryMetrics, noopTracer } from '../telemetry/index.js';
import { withTelemetry } from './compose-telemetry.js';

const notes = collection<{ id: string }>()('notes', { key: ['id'] });

function around(parts: { readonly store?: RecordStore; readonly runtime?: WorkspaceRuntime } = {}) {
  const metrics = memoryMetrics();
  const given = {
    store: memoryStore(),
    runtime: memoryRuntime(),
    streams: memoryStreamLog(),
    rateLimiter: memoryRateLimiter(),
  };
  const options = withTelemetry({ ...given, ...parts, metrics });
  const count = (sample: string) =>
    Number(
      metrics
        .text()
        .split('\n')
        .find((line) => line.startsWith(`${sample} `))
        ?.split(' ')
        .at(-1) ?? 0,
    );
  return { ...given, ...options, count };
}

it('leaves the ports as they are where nothing is told', () => {
  const options = { store: memoryStore(), runtime: memoryRuntime() };
  expect(withTelemetry(options)).toBe(options);
  expect(withTelemetry({ ...options, tracer: noopTracer }).store).toBe(options.store);
});

it('tells outcomes of the store apart from those of the work, and counts what was run again', async () => {
  const inner = memoryStore();
  const twice = Object.assign(Object.create(inner) as RecordStore, {
    transact: <T, E>(work: (tx: Transaction) => ResultAsync<T, E>) =>
      inner.transact((tx) => work(tx).andThen(() => work(tx))),
  });
  const { store, count } = around({ store: twice });
  const of = (operation: string, outcome: string) =>
    count(`carrel_store_operation_seconds_count{operation="${operation}",outcome="${outcome}"}`);
  expect((await store.read(() => okAsync(1))).isErr()).toBe(true);
  expect(of('read', 'failed')).toBe(1);
  await unwrap(inner.open([notes]));
  await unwrap(store.transact((tx) => tx.put(notes, { id: 'a' })));
  expect([of('transact', 'ok'), count('carrel_store_retries_total{operation="transact"}')]).toEqual([1, 1]);
  const refused = await store.transact(() => errAsync({ type: 'session/not-found' as const }));
  expect(refused.isErr()).toBe(true);
  expect(of('transact', 'refused')).toBe(1);
  await store.dispose();
});

it('measures the runtime and what goes through its links, and is otherwise the runtime', async () => {
  const inner = memoryRuntime();
  const { runtime, count } = around({ runtime: inner });
  expect([runtime.name, runtime.capabilities]).toEqual([inner.name, inner.capabilities]);
  await unwrap(runtime.open());
  const identity = { installationId: 'i', tenantId: 't', sessionId: 's', incarnation: 1, intentToken: 'x' };
  const limits = { memoryBytes: 1e8, cpus: 1, pids: 10 };
  const handle = await unwrap(runtime.create({ ...identity, env: {}, limits }));
  await unwrap(runtime.start(handle));
  const connection = await unwrap(runtime.connect(handle));
  await unwrap(connection.files.write('a.txt', Buffer.from('a')));
  expect((await connection.files.read('b.txt')).isErr()).toBe(true);
  await connection.close();
  inner.failNext('start', runtimeUnavailable('gone'));
  expect((await runtime.start(handle)).isErr()).toBe(true);
  const of = (operation: string, outcome: string) =>
    count(`carrel_runtime_operation_seconds_count{operation="${operation}",outcome="${outcome}"}`);
  const seen = [
    of('create', 'ok'),
    of('connect', 'ok'),
    of('file-write', 'ok'),
    of('file-read', 'refused'),
    of('start', 'failed'),
  ];
  expect(seen).toEqual([1, 1, 1, 1, 1]);
  await runtime.dispose();
});

it('counts what goes through streams, and who reads', async () => {
  const { streams, count } = around();
  await unwrap(streams.open());
  await unwrap(streams.create('a', { ttlMs: 60_000, maxChunks: 10, maxBytes: 1_000 }));
  await unwrap(streams.append('a', ['one', 'two']));
  const reader = (await unwrap(streams.read('a')))[Symbol.asyncIterator]();
  expect((await reader.next()).value).toMatchObject({ type: 'chunks', chunks: ['one', 'two'] });
  expect(count('carrel_stream_readers')).toBe(1);
  // One that waits can be left.
  const waiting = reader.next();
  await reader.return?.();
  await waiting;
  const seen = ['carrel_stream_readers', 'carrel_stream_chunks_total', 'carrel_stream_characters_total'].map(count);
  expect(seen).toEqual([0, 2, 6]);
  await streams.dispose();
});

it('tells kinds of limits apart, and no more than it may', async () => {
  const { rateLimiter, count } = around();
  await unwrap(rateLimiter.open());
  const limit = { points: 1, windowMs: 1_000 };
  for (let turn = 0; turn < 2; turn += 1) await unwrap(rateLimiter.take('user:ten_1:usr_1', limit));
  for (let index = 0; index < 60; index += 1) {
    const kind = `kind-${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}`;
    await unwrap(rateLimiter.take(`${kind}:${index}`, limit));
  }
  const of = (kind: string, outcome: string) =>
    count(`carrel_rate_limit_answers_total{kind="${kind}",outcome="${outcome}"}`);
  expect([of('user', 'allowed'), of('user', 'refused'), of('other', 'allowed')]).toEqual([1, 1, 41]);
  await rateLimiter.dispose();
  expect((await rateLimiter.take('user:ten_1:usr_1', limit)).isErr()).toBe(true);
  expect(of('user', 'failed')).toBe(1);
});
