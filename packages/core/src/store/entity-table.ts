import type { CursorCodec, InvalidInput, Page, PageRequest } from '../kernel/index.js';
import { err, errAsync, ok, pageLimit, ResultAsync, type Result } from '../kernel/index.js';
import type { Collection, KeyPart, RecordKey } from './collection.js';
import type { ReadView, ScanPosition, Stored, Transaction } from './record-store.js';
import type { RecordConflict, RecordExists, RecordTooLarge, StoreError } from './store-errors.js';

/** What every durable thing carries. Times are RFC 3339 UTC strings. */
export interface Entity {
  /** 1 at first, one more at each write; the store counts it. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Set when it was deleted: it is kept, and answers as if it were missing. */
  readonly deletedAt?: string;
}

/** An entity as it is written: the store adds the version. */
export type EntityRecord<E extends Entity> = Omit<E, 'version'>;

/** Which entities a list holds, and in which order. */
export interface ListQuery<E> {
  /** Names the list in its cursors; with the tenant and every filter in it, a cursor fits no other list. */
  readonly scope: string;
  readonly index?: string;
  readonly prefix: readonly KeyPart[];
  /** @default false */
  readonly reverse?: boolean;
  /** Keeps only some of what the index gives. */
  readonly where?: (entity: E) => boolean;
}

export type WriteError = RecordConflict | RecordExists | RecordTooLarge | StoreError;

/** Reads and writes the entities of one collection, in the view or transaction that its caller holds. Deleted ones are missing. */
export class EntityTable<E extends Entity> {
  constructor(
    readonly collection: Collection<EntityRecord<E>>,
    private readonly cursors: CursorCodec,
  ) {}

  get(view: ReadView, key: RecordKey): ResultAsync<E | null, StoreError> {
    const found = view.get(this.collection, key).then((stored) => stored.map((record) => this.living(record)));
    // `ResultAsync.map` would cost this hot path three more promises.
    return new ResultAsync(found as Promise<Result<E | null, StoreError>>);
  }

  /** In the order of `keys`, `null` for a missing one. */
  getMany(view: ReadView, keys: readonly RecordKey[]): ResultAsync<readonly (E | null)[], StoreError> {
    return view.getMany(this.collection, keys).map((all) => all.map((stored) => this.living(stored)));
  }

  /** The first entity, in the order of `index`, that begins with `prefix`. */
  find(view: ReadView, index: string, prefix: readonly KeyPart[]): ResultAsync<E | null, StoreError> {
    return new ResultAsync(this.firstLiving(view, index, prefix));
  }

  /** One page of a list; `request/invalid` for a limit out of range or a foreign cursor. */
  page(view: ReadView, query: ListQuery<E>, request: PageRequest): ResultAsync<Page<E>, InvalidInput | StoreError> {
    const limit = pageLimit(request);
    if (limit.isErr()) return errAsync(limit.error);
    if (request.cursor === undefined) return this.collect(view, query, limit.value, null);
    const after = this.cursors.decode(query.scope, request.cursor);
    if (after.isErr()) return errAsync(after.error);
    return this.collect(view, query, limit.value, after.value);
  }

  insert(tx: Transaction, record: EntityRecord<E>): ResultAsync<E, RecordExists | RecordTooLarge | StoreError> {
    return tx.insert(this.collection, record).map(toEntity<E>);
  }

  /** Writes an entity that was read at `entity.version`; `record/conflict` when it was written since. */
  update(tx: Transaction, entity: E): ResultAsync<E, WriteError> {
    const { version, ...record } = entity;
    return tx.put(this.collection, record, { expectVersion: version }).map(toEntity<E>);
  }

  /** Takes the record out for good, whatever its version. */
  erase(tx: Transaction, key: RecordKey): ResultAsync<void, RecordConflict | StoreError> {
    return tx.remove(this.collection, key);
  }

  private living(stored: Stored<EntityRecord<E>> | null): E | null {
    if (stored === null || stored.value.deletedAt !== undefined) return null;
    return toEntity<E>(stored);
  }

  private async firstLiving(
    view: ReadView,
    index: string,
    prefix: readonly KeyPart[],
  ): Promise<Result<E | null, StoreError>> {
    let after: ScanPosition | null = null;
    do {
      const page: Awaited<ReturnType<typeof this.scan>> = await this.scan(view, { index, prefix }, after, 1);
      if (page.isErr()) return err(page.error);
      const entity = this.living(page.value.items[0] ?? null);
      if (entity !== null) return ok(entity);
      after = page.value.next;
    } while (after !== null);
    return ok(null);
  }

  private collect(
    view: ReadView,
    query: ListQuery<E>,
    limit: number,
    after: ScanPosition | null,
  ): ResultAsync<Page<E>, StoreError> {
    return new ResultAsync(this.collectPage(view, query, limit, after));
  }

  private async collectPage(
    view: ReadView,
    query: ListQuery<E>,
    limit: number,
    from: ScanPosition | null,
  ): Promise<Result<Page<E>, StoreError>> {
    const items: E[] = [];
    let after = from;
    do {
      const page: Awaited<ReturnType<typeof this.scan>> = await this.scan(view, query, after, limit - items.length);
      if (page.isErr()) return err(page.error);
      for (const stored of page.value.items) {
        const entity = this.living(stored);
        if (entity !== null && (query.where?.(entity) ?? true)) items.push(entity);
      }
      after = page.value.next;
    } while (after !== null && items.length < limit);
    return ok({ items, nextCursor: after === null ? null : this.cursors.encode(query.scope, after) });
  }

  private scan(
    view: ReadView,
    { index, prefix, reverse }: Pick<ListQuery<E>, 'index' | 'prefix' | 'reverse'>,
    after: ScanPosition | null,
    limit: number,
  ) {
    return view.scan(this.collection, {
      prefix,
      limit,
      ...(index === undefined ? {} : { index }),
      ...(reverse === undefined ? {} : { reverse }),
      ...(after === null ? {} : { after }),
    });
  }
}

function toEntity<E extends Entity>({ value, version }: Stored<EntityRecord<E>>): E {
  // The value is the reader's own copy, and spreading it costs more than the rest of a read outside the database.
  return Object.assign(value, { version }) as E;
}
