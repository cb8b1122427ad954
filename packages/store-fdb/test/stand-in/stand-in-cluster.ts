import { applyAtomic, SET_VERSIONSTAMPED_KEY, SET_VERSIONSTAMPED_VALUE, stamped } from './atomic-operations.js';
import { NativeFailure } from './fdb-errors.js';
import { overlaps, singleKey, toBuffer, toKey, type Key, type Range } from './key-ranges.js';
import { writeRange, type Mutation } from './own-writes.js';
import { VersionHistory } from './version-history.js';

/** Where a fault strikes. */
export type FaultPoint = 'version' | 'read' | 'commit';

export interface Fault {
  readonly at: FaultPoint;
  readonly code: number;
  /** Whether a commit has happened all the same: before its error is told, or when `landLate` is called. @default false */
  readonly landed?: boolean | 'late';
  /** How often it strikes. @default 1 */
  readonly times?: number;
  /** How many such operations pass before it. @default 0 */
  readonly after?: number;
}

/** What a transaction asks to be committed. */
export interface CommitRequest {
  readonly readVersion: number | null;
  readonly readRanges: readonly Range[];
  readonly writeRanges: readonly Range[];
  readonly mutations: readonly Mutation[];
}

export interface Committed {
  readonly version: number;
  readonly stamp: Buffer;
}

export interface StandInWatch {
  readonly key: Key;
  readonly value: Buffer | null;
  readonly fire: () => void;
  readonly fail: (failure: NativeFailure) => void;
}

/** Versions go on by a million each second, and those of the last five can be read. */
const VERSIONS_PER_MS = 1_000;
const WINDOW = 5_000 * VERSIONS_PER_MS;

/** One database as a cluster keeps it, in this process, with the faults that a test asks for. */
export class StandInCluster {
  /** Nothing is answered while it is true. */
  isDown = false;
  /** Commits whatever was written meanwhile, as no cluster does: for showing that a test finds it out. */
  ignoresConflicts = false;
  /** How long every answer takes, in milliseconds. */
  latencyMs = 0;
  /** How much faster than the real ones the pauses between tries are. */
  backOffScale = 0.1;
  /** What `\xff\xff/status/json` gives. */
  status: object = {
    client: { database_status: { available: true, healthy: true } },
    cluster: {
      configuration: { storage_engine: 'ssd-2', redundancy_mode: 'double' },
      data: { state: { name: 'healthy', healthy: true } },
    },
  };
  /** Whether it does so at all; one that lost a process takes seconds for it, though it answers everything else. */
  tellsStatus = true;
  /** How many watches one client may have. */
  maxWatches = 10_000;
  /** How often each kind of operation was asked for. */
  readonly asked: Record<FaultPoint, number> = { version: 0, read: 0, commit: 0 };
  /** How many operations were waited for one after the other; those that are asked for at the same time count once. */
  waves = 0;
  /** Called before each operation; a code that it gives is its error. */
  weather: (at: FaultPoint) => Omit<Fault, 'at'> | null = () => null;

  private readonly history = new VersionHistory();
  private readonly commits: { readonly version: number; readonly ranges: readonly Range[] }[] = [];
  private readonly faults: { fault: Fault; left: number; after: number }[] = [];
  private readonly late: (() => void)[] = [];
  private readonly watches = new Set<StandInWatch>();
  private latest = 0;
  private inFlight = 0;

  /** @param now the time in milliseconds; never goes back. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  inject(fault: Fault): void {
    this.faults.push({ fault, left: fault.times ?? 1, after: fault.after ?? 0 });
  }

  /** Makes the commits happen whose transactions were told that they timed out. */
  landLate(): void {
    for (const land of this.late.splice(0)) land();
  }

  /** Takes the time that an answer takes. */
  async answering<T>(wait: () => Promise<T>): Promise<void> {
    if (this.inFlight === 0) this.waves += 1;
    this.inFlight += 1;
    await wait();
    this.inFlight -= 1;
  }

  /** The fault that strikes the next operation, if one does. */
  strike(at: FaultPoint): Omit<Fault, 'at'> | null {
    this.asked[at] += 1;
    const found = this.faults.find(({ fault }) => fault.at === at);
    if (found === undefined) return this.weather(at);
    if (found.after > 0) {
      found.after -= 1;
      return null;
    }
    found.left -= 1;
    if (found.left === 0) this.faults.splice(this.faults.indexOf(found), 1);
    return found.fault;
  }

  readVersion(): number {
    this.latest = Math.max(this.latest, Math.floor(this.now() * VERSIONS_PER_MS));
    return this.latest;
  }

  get(key: Key, version: number): Buffer | null {
    this.checkVersion(version);
    return this.history.get(key, version);
  }

  entries(range: Range, version: number, reverse: boolean): Iterable<readonly [Key, Buffer]> {
    this.checkVersion(version);
    return this.history.entries(range, version, reverse);
  }

  commit(request: CommitRequest): Committed {
    const readVersion = request.readVersion ?? this.readVersion();
    if (readVersion < this.oldest()) throw new NativeFailure(1007);
    if (!this.ignoresConflicts && this.conflicts(readVersion, request.readRanges)) throw new NativeFailure(1020);
    this.latest = this.readVersion() + 1;
    const stamp = Buffer.alloc(10);
    stamp.writeBigUInt64BE(BigInt(this.latest));
    const keys = request.mutations.flatMap((mutation) => this.apply(mutation, this.latest, stamp) ?? []);
    const ranges = [...request.writeRanges, ...keys.map(singleKey)];
    this.commits.push({ version: this.latest, ranges });
    this.forget();
    this.fireWatches();
    return { version: this.latest, stamp };
  }

  commitLate(request: CommitRequest): void {
    this.late.push(() => {
      try {
        this.commit(request);
      } catch (thrown) {
        // Nobody is there any more whom it could be told to.
        if (!(thrown instanceof NativeFailure)) throw thrown;
      }
    });
  }

  /** How many watches there are. */
  get watchCount(): number {
    return this.watches.size;
  }

  /** Ends every watch with an error, as the loss of a storage process does. */
  breakWatches(code: number): void {
    for (const watch of this.watches) watch.fail(new NativeFailure(code));
    this.watches.clear();
  }

  /** Fires when the key has another value than the watch's. */
  watch(watch: StandInWatch): () => void {
    if (this.watches.size >= this.maxWatches) watch.fail(new NativeFailure(1032));
    else this.watches.add(watch);
    this.fireWatches();
    return () => this.watches.delete(watch);
  }

  /** How many keys have a value. */
  get size(): number {
    return [...this.history.entries({ start: '', end: '\xff' }, this.readVersion(), false)].length;
  }

  /** Whether a commit after `version` wrote where `reads` are. */
  private conflicts(version: number, reads: readonly Range[]): boolean {
    for (let index = this.commits.length - 1; index >= 0; index -= 1) {
      const commit = this.commits[index] as (typeof this.commits)[number];
      if (commit.version <= version) return false;
      if (commit.ranges.some((range) => reads.some((read) => overlaps(range, read)))) return true;
    }
    return false;
  }

  private checkVersion(version: number): void {
    if (version < this.oldest()) throw new NativeFailure(1007);
    if (version > this.readVersion()) throw new NativeFailure(1009);
  }

  private oldest(): number {
    return this.readVersion() - WINDOW;
  }

  /** The key that a versionstamp made, when it did. */
  private apply(mutation: Mutation, version: number, stamp: Buffer): Key | null {
    if (mutation.type === 'set') this.history.write(mutation.key, mutation.value, version);
    else if (mutation.type === 'clear') this.history.clear(mutation.range, version);
    else return this.applyAtomic(mutation, version, stamp);
    return null;
  }

  private applyAtomic(mutation: Mutation & { type: 'atomic' }, version: number, stamp: Buffer): Key | null {
    const { operation, key, operand } = mutation;
    if (operation === SET_VERSIONSTAMPED_KEY) {
      const made = toKey(stamped(toBuffer(key), stamp));
      this.history.write(made, operand, version);
      return made;
    }
    const value =
      operation === SET_VERSIONSTAMPED_VALUE
        ? stamped(operand, stamp)
        : applyAtomic(operation, this.history.get(key, version), operand);
    this.history.write(key, value, version);
    return null;
  }

  /** From time to time: what is older than the window. */
  private forget(): void {
    if (this.commits.length % 1_000 !== 0) return;
    const oldest = this.oldest();
    this.history.forget(oldest);
    this.commits.splice(0, this.commits.findLastIndex(({ version }) => version <= oldest) + 1);
  }

  private fireWatches(): void {
    for (const watch of this.watches) {
      const value = this.history.get(watch.key, this.latest);
      if (isSame(value, watch.value)) continue;
      this.watches.delete(watch);
      watch.fire();
    }
  }
}

/** The ranges that a transaction's mutations conflict in; those of versionstamped keys are known with the commit. */
export function writeRangesOf(mutations: readonly Mutation[]): readonly Range[] {
  return mutations
    .filter((mutation) => mutation.type !== 'atomic' || mutation.operation !== SET_VERSIONSTAMPED_KEY)
    .map(writeRange);
}

function isSame(left: Buffer | null, right: Buffer | null): boolean {
  return left === null || right === null ? left === right : Buffer.compare(left, right) === 0;
}
