import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isRetryable, NativeFailure } from './fdb-errors.js';
import { nextKey, singleKey, toBuffer, type Key, type Range } from './key-ranges.js';
import { OwnWrites } from './own-writes.js';
import { writeRangesOf, type CommitRequest, type FaultPoint, type StandInCluster } from './stand-in-cluster.js';

/** What a key selector is made of. */
export interface Selector {
  readonly key: Key;
  readonly orEqual: boolean;
  readonly offset: number;
}

export interface RangeRequest {
  readonly begin: Selector;
  readonly end: Selector;
  /** 0 for none. */
  readonly limit: number;
  /** 0 for none. */
  readonly maxBytes: number;
  readonly snapshot: boolean;
  readonly reverse: boolean;
}

export const OPTION_TIMEOUT = 500;
export const OPTION_RETRY_LIMIT = 501;
export const OPTION_MAX_RETRY_DELAY = 502;
export const OPTION_SIZE_LIMIT = 503;
const OPTIONS_READING_SYSTEM_KEYS = [301, 302];

const MAX_KEY_BYTES = 10_000;
const MAX_VALUE_BYTES = 100_000;
const MAX_TRANSACTION_BYTES = 10_000_000;
const SYSTEM = '\xff';
const STATUS = '\xff\xff/status/json';

/** One try of a transaction: everything that a reset makes new. */
class Try {
  readonly own = new OwnWrites();
  readonly readRanges: Range[] = [];
  readonly writeRanges: Range[] = [];
  readonly ended: Promise<never>;
  version: Promise<number> | null = null;
  /** A call without an answer failed; every later one says so. */
  deferred: NativeFailure | null = null;
  isCommitting = false;
  end: (failure: NativeFailure) => void = () => undefined;

  constructor() {
    this.ended = new Promise((_, reject) => (this.end = reject));
    this.ended.catch(() => undefined);
  }
}

/** A transaction of the stand-in, as the client library behaves. */
export class StandInTransaction {
  private current = new Try();
  private readonly startedAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private timedOut = false;
  private maxRetryDelayMs = 1_000;
  private maxBytes = MAX_TRANSACTION_BYTES;
  private retriesLeft = Infinity;
  private readsSystemKeys = false;
  private isCancelled = false;
  private backOffMs = 10;
  committedVersion = -1;
  private stamp: Promise<Buffer> | null = null;
  private giveStamp: (stamp: Buffer) => void = () => undefined;
  private readonly committed: (() => void)[] = [];

  constructor(private readonly cluster: StandInCluster) {}

  setOption(code: number, value: number | null): void {
    if (code === OPTION_TIMEOUT) this.limitTime(value ?? 0);
    if (code === OPTION_RETRY_LIMIT) this.retriesLeft = value === null || value < 0 ? Infinity : value;
    if (code === OPTION_MAX_RETRY_DELAY) this.maxRetryDelayMs = value ?? 1_000;
    if (code === OPTION_SIZE_LIMIT) this.maxBytes = value ?? MAX_TRANSACTION_BYTES;
    if (OPTIONS_READING_SYSTEM_KEYS.includes(code)) this.readsSystemKeys = true;
  }

  readVersion(): Promise<number> {
    return this.answer((now) => this.version(now));
  }

  setReadVersion(version: number): void {
    this.current.version = Promise.resolve(version);
  }

  get(key: Key, snapshot: boolean): Promise<Buffer | undefined> {
    return this.answer(async (now) => {
      this.checkReadable(key);
      if (key === STATUS) return this.status();
      const version = await this.version(now);
      await this.operation('read');
      if (!snapshot) now.readRanges.push(...now.own.foreign(singleKey(key)));
      return now.own.value(key, () => this.cluster.get(key, version)) ?? undefined;
    });
  }

  getKey(selector: Selector, snapshot: boolean): Promise<Buffer> {
    return this.answer(async (now) => {
      const version = await this.version(now);
      await this.operation('read');
      const key = this.resolve(now, selector, version);
      const [start, end] = [selector.key, key].sort();
      if (!snapshot) now.readRanges.push(...now.own.foreign({ start: start as Key, end: nextKey(end as Key) }));
      return toBuffer(key);
    });
  }

  getRange(request: RangeRequest): Promise<{ results: [Buffer, Buffer][]; more: boolean }> {
    return this.answer(async (now) => {
      const version = await this.version(now);
      await this.operation('read');
      const range = { start: this.bound(now, request.begin, version), end: this.bound(now, request.end, version) };
      if (range.start >= range.end) return { results: [], more: false };
      this.checkReadable(range.start);
      const { results, more } = this.read(now, range, request, version);
      if (!request.snapshot) now.readRanges.push(...now.own.foreign(readPart(range, results, more, request.reverse)));
      return { results: results.map(([key, value]) => [toBuffer(key), value]), more };
    });
  }

  set(key: Key, value: Buffer): void {
    this.write(key, value, () => this.current.own.set(key, Buffer.from(value)));
  }

  clear(range: Range): void {
    if (range.start > range.end) this.current.deferred ??= new NativeFailure(2005);
    else this.write(range.start, null, () => this.current.own.clear(range));
  }

  atomic(operation: number, key: Key, operand: Buffer): void {
    this.write(key, operand, () => this.current.own.atomic(operation, key, Buffer.from(operand)));
  }

  addReadConflictRange(range: Range): void {
    this.current.readRanges.push(range);
  }

  addWriteConflictRange(range: Range): void {
    this.current.writeRanges.push(range);
  }

  commit(): Promise<void> {
    return this.answer(async (now) => {
      const { mutations, bytes } = now.own;
      const writeRanges = [...now.writeRanges, ...writeRangesOf(mutations)];
      if (writeRanges.length === 0) return;
      now.isCommitting = true;
      const ranges = [...now.readRanges, ...writeRanges];
      const size = ranges.reduce((total, { start, end }) => total + start.length + end.length, bytes);
      if (size > this.maxBytes) throw new NativeFailure(2101);
      const readVersion = now.version === null ? null : await now.version;
      await this.commitTo({ readVersion, readRanges: now.readRanges, writeRanges, mutations });
    });
  }

  approximateSize(): number {
    return this.current.own.bytes;
  }

  versionstamp(): Promise<Buffer> {
    this.stamp ??= new Promise((resolve) => (this.giveStamp = resolve));
    return this.answer(async () => (await this.stamp) ?? Buffer.alloc(0), true);
  }

  /** Waits and begins anew, when trying again is of use. */
  onError(code: number): Promise<void> {
    const failed = new NativeFailure(code);
    if (this.timedOut) return Promise.reject(new NativeFailure(1031));
    if (!isRetryable(code) || this.isCancelled || this.retriesLeft <= 0) return Promise.reject(failed);
    this.retriesLeft -= 1;
    const grows = code !== 1007 && code !== 1009;
    const pauseMs = Math.min(grows ? Math.random() * this.backOffMs : 10, this.maxRetryDelayMs);
    if (grows) this.backOffMs = Math.min(this.backOffMs * 2, this.maxRetryDelayMs);
    this.renew(new NativeFailure(1025));
    return this.answer(() => sleep(pauseMs * this.cluster.backOffScale).then(() => undefined));
  }

  reset(): void {
    this.isCancelled = false;
    this.backOffMs = 10;
    this.renew(new NativeFailure(1025));
  }

  cancel(): void {
    this.isCancelled = true;
    clearTimeout(this.timer);
    this.current.end(new NativeFailure(1025));
  }

  /** Resolves to true when the key has another value than this transaction sees, from its commit on. */
  watch(key: Key): { readonly promise: Promise<boolean>; cancel(): void } {
    let fire: (fired: boolean) => void = () => undefined;
    let stop: () => void = () => undefined;
    let fail: (failure: NativeFailure) => void = () => undefined;
    const promise = new Promise<boolean>((resolve, reject) => {
      fire = resolve;
      fail = reject;
    });
    const seen = this.get(key, true);
    const begin = (value: Buffer | undefined) => {
      stop = this.cluster.watch({ key, value: value ?? null, fire: () => fire(true), fail });
    };
    const current = this.current;
    const begun = seen.then((value) => {
      if (current.own.mutations.length === 0) begin(value);
      else this.committed.push(() => begin(value));
    });
    const cancel = () => {
      stop();
      fire(false);
    };
    return { promise: Promise.race([promise, begun.then(() => promise)]), cancel };
  }

  private async commitTo(request: CommitRequest): Promise<void> {
    const fault = await this.struck('commit');
    if (fault?.landed === 'late') this.cluster.commitLate(request);
    if (fault !== null && fault.landed !== true) throw new NativeFailure(fault.code);
    const { version, stamp } = this.cluster.commit(request);
    if (fault !== null) throw new NativeFailure(fault.code);
    this.committedVersion = version;
    this.giveStamp(stamp);
    for (const begin of this.committed.splice(0)) begin();
  }

  private version(now: Try): Promise<number> {
    now.version ??= this.operation('version').then(() => this.cluster.readVersion());
    return now.version;
  }

  private async operation(at: FaultPoint): Promise<void> {
    const fault = await this.struck(at);
    if (fault !== null) throw new NativeFailure(fault.code);
  }

  private async status(): Promise<Buffer> {
    while (!this.cluster.tellsStatus) await sleep(1);
    return Buffer.from(JSON.stringify(this.cluster.status));
  }

  /** The time that the cluster takes, and what befalls the operation there. */
  private async struck(at: FaultPoint) {
    const { cluster } = this;
    await cluster.answering(() => (cluster.latencyMs > 0 ? sleep(cluster.latencyMs) : nextTurn()));
    while (cluster.isDown) await sleep(1);
    return cluster.strike(at);
  }

  /** What the cluster answers, unless the transaction ends before. */
  private async answer<T>(action: (now: Try) => Promise<T>, mayCommit = false): Promise<T> {
    const now = this.current;
    if (this.isCancelled) throw new NativeFailure(1025);
    if (this.timedOut) throw new NativeFailure(1031);
    if (now.isCommitting && !mayCommit) throw new NativeFailure(2017);
    if (now.deferred !== null) throw now.deferred;
    const answer = action(now);
    answer.catch(() => undefined);
    return Promise.race([answer, now.ended]);
  }

  /** The time of a transaction goes on through its tries. */
  private limitTime(limitMs: number): void {
    clearTimeout(this.timer);
    if (limitMs === 0) return;
    const expire = () => {
      this.timedOut = true;
      this.current.end(new NativeFailure(1031));
    };
    this.timer = setTimeout(expire, Math.max(0, limitMs - (performance.now() - this.startedAt)));
    this.timer.unref();
  }

  private renew(failure: NativeFailure): void {
    this.current.end(failure);
    this.current = new Try();
    this.stamp = null;
    this.committed.length = 0;
  }

  private write(key: Key, value: Buffer | null, apply: () => void): void {
    const { current } = this;
    if (this.isCancelled) return;
    if (current.isCommitting) current.deferred ??= new NativeFailure(2017);
    else if (key.length > MAX_KEY_BYTES) current.deferred ??= new NativeFailure(2102);
    else if (key >= SYSTEM) current.deferred ??= new NativeFailure(2004);
    else if (value !== null && value.length > MAX_VALUE_BYTES) current.deferred ??= new NativeFailure(2103);
    else apply();
  }

  private checkReadable(key: Key): void {
    if (key >= SYSTEM && key !== STATUS && !this.readsSystemKeys) throw new NativeFailure(2004);
  }

  /** The own and the committed entries of a range, in order, as far as the limits go. */
  private read(now: Try, range: Range, { limit, maxBytes, reverse }: RangeRequest, version: number) {
    const results: (readonly [Key, Buffer])[] = [];
    let bytes = 0;
    for (const key of this.keys(now, range, version, reverse)) {
      const value = now.own.value(key, () => this.cluster.get(key, version));
      if (value === null) continue;
      results.push([key, value]);
      bytes += key.length + value.length;
      // Nobody looks whether there is more behind a limit.
      if ((results.length === limit && limit > 0) || (bytes >= maxBytes && maxBytes > 0))
        return { results, more: true };
    }
    return { results, more: false };
  }

  /** Every key that may have a value, once, in order. */
  private *keys(now: Try, range: Range, version: number, reverse: boolean): Iterable<Key> {
    const own = [...now.own.keysIn(range)];
    if (reverse) own.reverse();
    const isFirst = (left: Key, right: Key) => (reverse ? left > right : left < right);
    let index = 0;
    for (const [key] of this.cluster.entries(range, version, reverse)) {
      for (; index < own.length && isFirst(own[index] as Key, key); index += 1) yield own[index] as Key;
      if (own[index] === key) index += 1;
      yield key;
    }
    yield* own.slice(index);
  }

  private bound(now: Try, selector: Selector, version: number): Key {
    if (selector.offset !== 1) return this.resolve(now, selector, version);
    return selector.orEqual ? nextKey(selector.key) : selector.key;
  }

  /** The key that a selector stands for: from the last key before its own, or that, as many forward as its offset. */
  private resolve(now: Try, { key, orEqual, offset }: Selector, version: number): Key {
    const split = orEqual ? nextKey(key) : key;
    const range = offset > 0 ? { start: split, end: SYSTEM } : { start: '', end: split };
    let left = offset > 0 ? offset : 1 - offset;
    for (const found of this.keys(now, range, version, offset <= 0)) {
      if (now.own.value(found, () => this.cluster.get(found, version)) === null) continue;
      left -= 1;
      if (left === 0) return found;
    }
    return offset > 0 ? SYSTEM : '';
  }
}

/** The part of a range that was looked at to give these results. */
function readPart(range: Range, results: readonly (readonly [Key, Buffer])[], more: boolean, reverse: boolean): Range {
  const last = results.at(-1)?.[0];
  if (!more || last === undefined) return range;
  return reverse ? { start: last, end: range.end } : { start: range.start, end: nextKey(last) };
}
