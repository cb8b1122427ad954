import { err, errAsync, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  storeBusy,
  storeIncompatible,
  WorkWatch,
  type BackupOptions,
  type BackupReport,
  type CollectionSchema,
  type ReadView,
  type RestoreReport,
  type StoreError,
  type StoreHealth,
  type Transaction,
} from '@carrel/core/store';
import { administer } from './administration.js';
import { Catalog } from './catalog.js';
import { CommitMarks } from './commit-marks.js';
import { decodeDefinition, definitionOf, isSameDefinition } from './definition.js';
import { FdbAttempts, RetryLanes, type AttemptContext } from './fdb-attempts.js';
import type { FdbDatabase, FdbNativeTransaction } from './fdb-binding.js';
import type { ResolvedFdbOptions } from './fdb-options.js';
import { FdbTransaction } from './fdb-transaction.js';
import { FdbView } from './fdb-view.js';
import { fillIndexes } from './fill-indexes.js';
import { backupAsItIs, backupEpoch } from './fdb-backup.js';
import { restoreArchive } from './fdb-restore.js';
import { FdbWatches } from './fdb-watches.js';
import { Keyspace } from './keyspace.js';
import { Presence } from './presence.js';
import { openDatabase, withHint } from './open-database.js';
import { prepareCollections, readState } from './prepare-collections.js';
import { StatusSource } from './status-source.js';
import { encodeState } from './store-state.js';

/** A database that is open, and what this process knows of the store in it. */
export class FdbConnection {
  private catalog: Catalog | null = null;
  private refreshing: Promise<Result<void, StoreError>> | null = null;
  private readonly context: AttemptContext;
  private readonly marks: CommitMarks;
  private readonly presence: Presence;
  private readonly watches: FdbWatches;
  private readonly status: StatusSource;
  private readonly running = new Set<Promise<unknown>>();

  private constructor(
    private readonly database: FdbDatabase,
    private readonly keyspace: Keyspace,
    private readonly options: ResolvedFdbOptions,
  ) {
    const { clock, transactionTimeoutMs, retryTimeoutMs, connectTimeoutMs } = options;
    this.marks = new CommitMarks(keyspace, clock);
    this.presence = new Presence(database, keyspace, clock);
    const { maxWatches } = options;
    this.watches = new FdbWatches({ database, clock, timeoutMs: connectTimeoutMs, keys: keyspace.watches, maxWatches });
    this.status = new StatusSource({ database, clock, timeoutMs: connectTimeoutMs });
    this.context = {
      database,
      marks: this.marks,
      lanes: new RetryLanes(),
      watch: new WorkWatch(clock, transactionTimeoutMs),
      clock,
      transactionTimeoutMs,
      retryTimeoutMs,
      connectTimeoutMs,
      catalog: () => this.known,
      refresh: () => this.refresh(),
    };
  }

  /** Connects, without waiting for the cluster. */
  static open(options: ResolvedFdbOptions): Result<FdbConnection, StoreError> {
    const keyspace = new Keyspace(options.prefix);
    return openDatabase(options).map((database) => new FdbConnection(database, keyspace, options));
  }

  /** Makes the store ready for `collections`, besides those before. */
  async prepare(collections: readonly CollectionSchema[]): Promise<Result<void, StoreError>> {
    const { database, keyspace, options } = this;
    const timeout = { timeout: options.connectTimeoutMs };
    for (let rounds = 0; rounds < MAX_ROUNDS; rounds += 1) {
      const prepared = await administer(database, timeout, async (native) => {
        const done = await prepareCollections(native, keyspace, collections);
        // Not before it is known that the keys are this store's.
        if (done.isErr()) return done;
        this.marks.clearOld(native);
        this.presence.enter(native);
        return done;
      });
      if (prepared.isErr()) return err(withHint(prepared.error));
      const { state, unfilled } = prepared.value;
      this.presence.keep();
      const filled = await this.fill(unfilled, state);
      if (filled.isErr()) return err(filled.error);
      if (!filled.value) continue;
      const schemas = new Map([
        ...(this.catalog?.schemas ?? []),
        ...collections.map((each) => [each.name, each] as const),
      ]);
      this.catalog = new Catalog(encodeState(state), keyspace.epoch(state.epoch), schemas);
      return ok(undefined);
    }
    return err(storeIncompatible('another release changes the same collections'));
  }

  transact<T, E>(work: (tx: Transaction) => ResultAsync<T, E>): ResultAsync<T, E | StoreError> {
    const create = (native: FdbNativeTransaction, catalog: Catalog) =>
      new FdbTransaction(native, catalog, this.keyspace);
    return this.track(new FdbAttempts(this.context, create, work).run());
  }

  read<T, E>(work: (view: ReadView) => ResultAsync<T, E>): ResultAsync<T, E | StoreError> {
    // Nothing is committed, so nothing needs to be kept for finding conflicts.
    const create = (native: FdbNativeTransaction, catalog: Catalog) =>
      new FdbView(native.snapshot(), catalog, this.keyspace.state);
    return this.track(new FdbAttempts(this.context, create, work).run());
  }

  watch(...[collection, prefix, options]: Parameters<FdbWatches['open']>): ReturnType<FdbWatches['open']> {
    return this.track(Promise.resolve(this.watches.open(collection, prefix, options)));
  }

  health(): ResultAsync<StoreHealth, StoreError> {
    const startedAt = performance.now();
    const timeout = { timeout: this.options.connectTimeoutMs, readOnly: true };
    const told = this.status.read();
    const probed = administer(this.database, timeout, async (native) => {
      await native.get(this.keyspace.state);
      return ok(performance.now() - startedAt);
    });
    return this.track(probed).andThen((latencyMs) =>
      ResultAsync.fromSafePromise(told.then((status) => ({ latencyMs, ...status }))),
    );
  }

  /** Writes an archive to the file `path`. */
  backup(path: string, { states }: BackupOptions): ResultAsync<BackupReport, StoreError> {
    const { database, keyspace, options } = this;
    const reading = { database, clock: options.clock, timeoutMs: options.connectTimeoutMs, probe: keyspace.probe };
    // Another process may have added collections since the last transaction here.
    const written = new ResultAsync(this.current()).andThen(() => {
      const { epoch, state } = this.known;
      const source = { epoch, state, stateKey: keyspace.state };
      return backupEpoch(reading, source, path).orElse((error) =>
        states === 'several' && error.type === 'store/contention'
          ? backupAsItIs(reading, source, path)
          : errAsync(error),
      );
    });
    return this.track(Promise.resolve(written));
  }

  /** Replaces everything by the archive in the file `path`; before `prepare`. */
  restore(path: string): ResultAsync<RestoreReport, StoreError> {
    const { database, keyspace, presence, options } = this;
    const restoring = { database, keyspace, presence, timeoutMs: options.connectTimeoutMs };
    return restoreArchive(restoring, path).mapErr(withHint);
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.watches.close();
    await this.status.close();
    while (this.running.size > 0) await Promise.allSettled(this.running);
    await this.presence.leave((native) => this.marks.clearSpent(native));
    if (this.options.database === null) this.database.close();
  }

  private get known(): Catalog {
    if (this.catalog === null) throw new Error('The store is used before it is open.');
    return this.catalog;
  }

  private async fill(
    unfilled: readonly CollectionSchema[],
    state: Parameters<typeof fillIndexes>[0]['state'],
  ): Promise<Result<boolean, StoreError>> {
    const { database, keyspace, options } = this;
    for (const schema of unfilled) {
      const filled = await fillIndexes({ database, keyspace, state, timeoutMs: options.connectTimeoutMs }, schema);
      if (filled.isErr() || !filled.value) return filled;
    }
    return ok(true);
  }

  /** Looks whether another process has changed the store, and at what it changed. */
  private async current(): Promise<Result<void, StoreError>> {
    const { database, keyspace, options } = this;
    const timeout = { timeout: options.connectTimeoutMs, readOnly: true };
    const found = await administer(database, timeout, async (native) => ok(await native.get(keyspace.state)));
    if (found.isErr()) return err(found.error);
    return found.value?.equals(this.known.state) === true ? ok(undefined) : this.refresh();
  }

  /** Looks at a store that another process has changed: it can still be used when what is open here is as it was. */
  private refresh(): Promise<Result<void, StoreError>> {
    this.refreshing ??= this.lookAgain().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  private lookAgain(): Promise<Result<void, StoreError>> {
    const { database, keyspace, options } = this;
    const timeout = { timeout: options.connectTimeoutMs, readOnly: true };
    return administer(database, timeout, async (native) => {
      const found = await readState(native, keyspace);
      if (found.isErr()) return err(found.error);
      const epoch = keyspace.epoch(found.value.state.epoch);
      const { schemas } = this.known;
      const values = await Promise.all(Array.from(schemas.keys(), (name) => native.get(epoch.definition(name))));
      for (const [index, schema] of [...schemas.values()].entries()) {
        const value = values[index];
        const definition = value === undefined ? null : decodeDefinition(value);
        if (definition === null || !isSameDefinition(definition, definitionOf(schema))) {
          return err(storeIncompatible(`another release changed ${schema.name}`));
        }
        if (definition.filling !== undefined) return err(storeBusy(`an index of ${schema.name} is being filled`));
      }
      this.catalog = new Catalog(encodeState(found.value.state), epoch, schemas);
      return ok(undefined);
    });
  }

  private track<T, E>(done: Promise<Result<T, E>>): ResultAsync<T, E> {
    this.running.add(done);
    const forget = () => this.running.delete(done);
    done.then(forget, forget);
    return new ResultAsync(done);
  }
}

/** How often another process may change the definitions while their indexes are filled. */
const MAX_ROUNDS = 5;
