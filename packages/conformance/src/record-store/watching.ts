import assert from 'node:assert/strict';
import type { RecordChange, RecordStore } from '@carrel/core/store';
import { expectOk } from '../expect-result.js';
import { notes } from './record-store-subject.js';

/** How long a change may take to be told, in milliseconds. */
const TOLD_WITHIN_MS = 20_000;

/** A watch, and what is expected of it. */
export class Watching {
  /** A read that is under way. */
  private ahead: Promise<IteratorResult<RecordChange>> | null = null;

  private constructor(private readonly iterator: AsyncIterator<RecordChange>) {}

  static async of(
    store: RecordStore,
    prefix: Parameters<RecordStore['watch']>[1],
    collection: Parameters<RecordStore['watch']>[0] = notes,
    signal?: AbortSignal,
  ): Promise<Watching> {
    const opened = store.watch(collection, prefix, signal === undefined ? {} : { signal });
    const changes = await expectOk(opened);
    return new Watching(changes[Symbol.asyncIterator]());
  }

  /** The next that it tells, `null` when it has ended. */
  async next(): Promise<RecordChange | null> {
    const reading = this.ahead ?? this.iterator.next();
    this.ahead = null;
    const step = await inTime(reading);
    return step.done === true ? null : step.value;
  }

  async changed(): Promise<void> {
    assert.deepEqual(await this.next(), { type: 'changed' });
  }

  /** How much it tells until it is silent for so long. The read that is then under way sees what comes next. */
  async drain(quietMs: number): Promise<number> {
    for (let told = 0; ; told += 1) {
      this.ahead ??= this.iterator.next();
      const quiet = new Promise<null>((resolve) => setTimeout(() => resolve(null), quietMs));
      if ((await Promise.race([this.ahead, quiet])) === null) return told;
      this.ahead = null;
    }
  }

  async leave(): Promise<void> {
    await inTime(Promise.resolve(this.iterator.return?.()));
  }
}

async function inTime<T>(step: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`a watch told nothing for ${TOLD_WITHIN_MS} ms`));
    }, TOLD_WITHIN_MS);
  });
  try {
    return await Promise.race([step, late]);
  } finally {
    clearTimeout(timer);
  }
}
