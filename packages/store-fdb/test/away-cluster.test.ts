import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, expectOk } from '@carrel/conformance';
import type { ResultAsync } from '@carrel/core/kernel';
import type { RecordStore } from '@carrel/core/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fdbStore, type FdbStoreOptions } from '../src/index.js';
import { backendName, createBackend, hasStandIn, standIn } from './backend.js';
import { canKill, killFor } from './kill-cluster.js';
import { counters, countOf, increment, openOn } from './open-store.js';
import { judge } from './writers.js';

/** How long a store may take, and how much later a busy machine may notice, in milliseconds. */
interface Times extends Required<
  Pick<FdbStoreOptions, 'transactionTimeoutMs' | 'retryTimeoutMs' | 'connectTimeoutMs'>
> {
  readonly slackMs: number;
}

interface Answer {
  readonly asked: string;
  readonly error: string | null;
  readonly tookMs: number;
  readonly limitMs: number;
}

/** Goes away, and is there again when the promise resolves. @param kinds how many kinds of operations have failed so far */
type Absence = (kinds: () => number) => Promise<void>;

/** How many kinds of operations are asked for. */
const KINDS = 6;

/** Asks for everything that a store does, at the same time. */
async function askAll(store: RecordStore, options: FdbStoreOptions, times: Times, file: string): Promise<Answer[]> {
  const { transactionTimeoutMs, retryTimeoutMs, connectTimeoutMs, slackMs } = times;
  const ask = async (asked: string, limitMs: number, action: () => ResultAsync<unknown, { readonly type: string }>) => {
    const startedAt = performance.now();
    const result = await action();
    const error = result.isErr() ? result.error.type : null;
    return { asked, error, tookMs: performance.now() - startedAt, limitMs: limitMs + slackMs };
  };
  const late = fdbStore(options);
  const gone = new AbortController();
  const answers = await Promise.all([
    ask('read', transactionTimeoutMs, () => store.read((view) => view.get(counters, ['c']))),
    // A commit that gets no answer is asked after.
    ask('transact', transactionTimeoutMs + retryTimeoutMs + connectTimeoutMs, () =>
      store.transact((tx) => increment(tx, 'asked')),
    ),
    ask('health', connectTimeoutMs, () => store.health()),
    ask('watch', connectTimeoutMs, () => store.watch(counters, ['new'], { signal: gone.signal })),
    ask('backup', 2_500 + connectTimeoutMs, () => store.backup(file, { states: 'several' })),
    ask('open', 3 * connectTimeoutMs, () => late.open([counters])),
  ]);
  gone.abort();
  await late.dispose();
  return answers;
}

/** The values that a watch shows to whoever reads when it tells. */
async function follow(store: RecordStore, name: string): Promise<() => number> {
  const watching = await expectOk(store.watch(counters, [name]));
  let seen = await countOf(store, name);
  void (async () => {
    for await (const change of watching) {
      if (change.type === 'failed') return;
      const read = await store.read((view) => view.get(counters, [name]));
      if (read.isOk()) seen = read.value?.value.count ?? 0;
    }
  })();
  return () => seen;
}

/** Looks at stores and at writers from before their cluster goes away until it is back again. */
async function judgeAbsence(options: FdbStoreOptions, times: Times, absence: Absence): Promise<void> {
  const [store, other] = [await openOn(options), await openOn(options)];
  const seen = await follow(store, 'followed');
  const directory = mkdtempSync(join(tmpdir(), 'carrel-away-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const answers: Answer[] = [];
  const failed = () => answers.filter(({ error }) => error !== null);
  const kinds = () => new Set(failed().map(({ asked }) => asked)).size;
  await judge({ ...options, ...times }, async ({ acknowledged }) => {
    let isBack = false;
    const writing = eventually(() => expect(acknowledged.size).toBeGreaterThan(0));
    const back = writing.then(() => absence(kinds)).finally(() => (isBack = true));
    for (let round = 0; !isBack; round += 1) {
      answers.push(...(await askAll(store, options, times, join(directory, `b${round}`))));
    }
    await back;
    await eventually(async () => expect((await store.transact((tx) => increment(tx, 'after'))).isOk()).toBe(true), {
      withinMs: 60_000,
    });
    for (let number = 1; number <= 3; number += 1) {
      await expectOk(other.transact((tx) => increment(tx, 'followed')));
      await eventually(() => expect(seen()).toBe(number), { withinMs: 30_000 });
    }
    await expectOk(store.health());
    await eventually(() => expect(acknowledged.size).toBeGreaterThan(50), { withinMs: 30_000 });
  });
  expect(answers.filter(({ tookMs, limitMs }) => tookMs > limitMs)).toEqual([]);
  expect(new Set(failed().map(({ error }) => error))).toEqual(new Set(['store/unavailable']));
  expect(kinds()).toBe(KINDS);
}

describe.runIf(hasStandIn)('a cluster that is away for long, on the stand-in', () => {
  it('is told by every operation in its time, and all goes on when it is back', async () => {
    const { cluster, options } = standIn();
    const times = { transactionTimeoutMs: 500, retryTimeoutMs: 500, connectTimeoutMs: 500, slackMs: 1_000 };
    await judgeAbsence({ ...options, ...times }, times, async (kinds) => {
      cluster.isDown = true;
      cluster.breakWatches(1101);
      await eventually(() => expect(kinds()).toBe(KINDS));
      cluster.isDown = false;
    });
  });
});

describe.runIf(canKill)(`a cluster that is away for a minute, on ${backendName}`, () => {
  it('is told by every operation in its time, and all goes on when it is back', { timeout: 400_000 }, async () => {
    const backend = createBackend();
    onTestFinished(() => backend.dispose());
    const times = { transactionTimeoutMs: 5_000, retryTimeoutMs: 10_000, connectTimeoutMs: 5_000, slackMs: 2_000 };
    await judgeAbsence({ ...backend.options, ...times }, times, () => killFor(60));
  });
});
