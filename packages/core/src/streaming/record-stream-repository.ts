import { errAsync, ok, okAsync, type ResultAsync } from '../kernel/index.js';
import {
  collection,
  type CollectionSchema,
  type RecordStore,
  type StoreError,
  type Transaction,
} from '../store/index.js';
import type { StreamEnd } from '../streams/index.js';
import type { StreamCancellation, StreamRecord, StreamRepository, StreamRepositoryError } from './stream-repository.js';
import { streamLimit, type StreamLimit } from './stream-errors.js';
import { endedStream, type StreamKey } from './stream.js';

/** Only an open stream has a holder, so that the index knows no other. */
const streams = collection<StreamRecord>()('streams', {
  key: ['tenantId', 'id'],
  indexes: {
    byHolder: ['holder', 'id'],
    byOwner: ['tenantId', 'ownerId', 'holder', 'id'],
    byExpiry: ['expiresAt'],
  },
});

/** By the replica that is asked, so that one watch tells it of all. */
const cancellations = collection<StreamCancellation>()('stream_cancellations', { key: ['holder', 'tenantId', 'id'] });

export const streamCollections: readonly CollectionSchema[] = [streams, cancellations];

/** Streams in a record store. */
export class RecordStreamRepository implements StreamRepository {
  constructor(private readonly store: RecordStore) {}

  insert(stream: StreamRecord, maxOpen: number): ResultAsync<StreamRecord, StreamLimit | StreamRepositoryError> {
    const prefix = [stream.tenantId, stream.ownerId];
    return this.store.transact((tx) =>
      tx
        .scan(streams, { index: 'byOwner', prefix, limit: maxOpen })
        .andThen(({ items }): ResultAsync<StreamRecord, StreamLimit | StreamRepositoryError> =>
          items.length >= maxOpen
            ? errAsync(streamLimit(maxOpen))
            : tx.insert(streams, stream).map(({ value }) => value),
        ),
    );
  }

  get({ tenantId, id }: StreamKey): ResultAsync<StreamRecord | null, StoreError> {
    return this.store.read((view) => view.get(streams, [tenantId, id])).map((stored) => stored?.value ?? null);
  }

  cancel(key: StreamKey, at: string): ResultAsync<StreamRecord | null, StreamRepositoryError> {
    return this.change(key, (tx, current) => {
      const { holder } = current;
      if (holder === undefined || current.cancelledAt !== undefined) return okAsync(current);
      const { tenantId, id } = current;
      return tx
        .put(cancellations, { tenantId, id, holder })
        .andThen(() => tx.put(streams, { ...current, cancelledAt: at }))
        .map(({ value }) => value);
    });
  }

  end(key: StreamKey, end: StreamEnd, expiresAt: string): ResultAsync<StreamRecord | null, StreamRepositoryError> {
    return this.change(key, (tx, current) => {
      const { holder, ...known } = current;
      if (holder === undefined) return okAsync(current);
      return tx.put(streams, endedStream(known, end, expiresAt)).map(({ value }) => value);
    });
  }

  erase({ tenantId, id, writer }: StreamRecord): ResultAsync<void, StreamRepositoryError> {
    return this.store.transact((tx) =>
      tx.remove(cancellations, [writer, tenantId, id]).andThen(() => tx.remove(streams, [tenantId, id])),
    );
  }

  heeded({ holder, tenantId, id }: StreamCancellation): ResultAsync<void, StreamRepositoryError> {
    return this.store.transact((tx) => tx.remove(cancellations, [holder, tenantId, id]));
  }

  cancellations(holder: string, limit: number): ResultAsync<readonly StreamCancellation[], StoreError> {
    return this.store
      .read((view) => view.scan(cancellations, { prefix: [holder], limit }))
      .map(({ items }) => items.map(({ value }) => value));
  }

  nextHolder(after: string): ResultAsync<string | null, StoreError> {
    // The least text that comes after.
    const start = [`${after}\u0000`];
    return this.store
      .read((view) => view.scan(streams, { index: 'byHolder', start, limit: 1 }))
      .map(({ items }) => items[0]?.value.holder ?? null);
  }

  openOf(holder: string, limit: number): ResultAsync<readonly StreamRecord[], StoreError> {
    return this.store
      .read((view) => view.scan(streams, { index: 'byHolder', prefix: [holder], limit }))
      .map(({ items }) => items.map(({ value }) => value));
  }

  listExpired(now: string, limit: number): ResultAsync<readonly StreamRecord[], StoreError> {
    return this.store
      .read((view) => view.scan(streams, { index: 'byExpiry', end: [now], limit }))
      .map(({ items }) => items.map(({ value }) => value));
  }

  async watchCancellations(holder: string, wake: () => void, signal: AbortSignal): Promise<void> {
    const watch = await this.store.watch(cancellations, [holder], { signal });
    if (watch.isErr()) return;
    for await (const change of watch.value) if (change.type === 'changed') wake();
  }

  /** What `write` makes of the stream, in the transaction that it is read in. */
  private change(
    { tenantId, id }: StreamKey,
    write: (tx: Transaction, current: StreamRecord) => ResultAsync<StreamRecord, StreamRepositoryError>,
  ): ResultAsync<StreamRecord | null, StreamRepositoryError> {
    return this.store.transact((tx) =>
      tx
        .get(streams, [tenantId, id])
        .andThen((stored): ResultAsync<StreamRecord | null, StreamRepositoryError> =>
          stored === null ? okAsync(null) : write(tx, stored.value),
        )
        .andThen((written) => ok(written)),
    );
  }
}
