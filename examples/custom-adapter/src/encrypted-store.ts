import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { err, ok, type Result, type ResultAsync } from '@carrel/core/kernel';
import {
  recordTooLarge,
  storeCorrupt,
  type BackupOptions,
  type Collection,
  type CollectionSchema,
  type KeyPart,
  type ReadView,
  type RecordKey,
  type RecordStore,
  type RecordTooLarge,
  type ScanOptions,
  type StoreCorrupt,
  type Stored,
  type Transaction,
  type WatchOptions,
  type WorkOptions,
} from '@carrel/core/store';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What sealing adds to the bytes of a record. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * Another store, with the bytes of its records sealed by AES-256-GCM: file contents, document states and the like are unreadable
 * where they lie, and `store/corrupt` once somebody changed them. The JSON of records stays readable, since indexes need it.
 *
 * @param inner takes records of at least 90,000 bytes and `SEAL_BYTES`.
 * @param key 32 secret bytes.
 */
export function encryptedStore(inner: RecordStore, key: Uint8Array): RecordStore {
  return new EncryptedStore(inner, key);
}

class EncryptedStore implements RecordStore {
  readonly name: string;
  readonly capabilities;

  constructor(
    private readonly inner: RecordStore,
    private readonly key: Uint8Array,
  ) {
    this.name = `encrypted ${inner.name}`;
    this.capabilities = { ...inner.capabilities, maxRecordBytes: inner.capabilities.maxRecordBytes - SEAL_BYTES };
  }

  open(collections: readonly CollectionSchema[]) {
    return this.inner.open(collections);
  }

  transact<T, E>(work: (tx: Transaction) => ResultAsync<T, E>, options?: WorkOptions) {
    const { maxRecordBytes } = this.capabilities;
    return this.inner.transact((tx) => work(new SealedTransaction(tx, this.key, maxRecordBytes)), options);
  }

  read<T, E>(work: (view: ReadView) => ResultAsync<T, E>, options?: WorkOptions) {
    return this.inner.read((view) => work(new SealedView(view, this.key)), options);
  }

  watch(collection: CollectionSchema, prefix: readonly KeyPart[], options?: WatchOptions) {
    return this.inner.watch(collection, prefix, options);
  }

  backup(path: string, options?: BackupOptions) {
    return this.inner.backup(path, options);
  }

  restore(path: string) {
    return this.inner.restore(path);
  }

  health() {
    return this.inner.health();
  }

  dispose() {
    return this.inner.dispose();
  }
}

class SealedView<View extends ReadView = ReadView> implements ReadView {
  constructor(
    protected readonly view: View,
    protected readonly key: Uint8Array,
  ) {}

  get<R extends object>(collection: Collection<R>, key: RecordKey) {
    return this.view.get(collection, key).andThen((stored) => opened(stored, this.key));
  }

  getMany<R extends object>(collection: Collection<R>, keys: readonly RecordKey[]) {
    return this.view.getMany(collection, keys).andThen((all) => allOpened(all, this.key));
  }

  scan<R extends object>(collection: Collection<R>, options: ScanOptions) {
    return this.view
      .scan(collection, options)
      .andThen(({ items, next }) => allOpened(items, this.key).map((open) => ({ items: open, next })));
  }
}

class SealedTransaction extends SealedView<Transaction> implements Transaction {
  constructor(
    tx: Transaction,
    key: Uint8Array,
    private readonly maxRecordBytes: number,
  ) {
    super(tx, key);
  }

  insert<R extends object>(collection: Collection<R>, value: NoInfer<R>, bytes?: Uint8Array) {
    return this.view
      .insert(collection, value, sealed(bytes, this.key))
      .mapErr((error) => this.withoutSeal(error))
      .andThen((stored) => opened(stored, this.key));
  }

  put<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    { bytes, ...options }: { readonly bytes?: Uint8Array; readonly expectVersion?: number } = {},
  ) {
    const box = sealed(bytes, this.key);
    return this.view
      .put(collection, value, box === undefined ? options : { ...options, bytes: box })
      .mapErr((error) => this.withoutSeal(error))
      .andThen((stored) => opened(stored, this.key));
  }

  remove<R extends object>(collection: Collection<R>, key: RecordKey, options?: { readonly expectVersion?: number }) {
    return this.view.remove(collection, key, options);
  }

  /** Sizes as the caller knows them, who does not see the seal; a key that is too long has none. */
  private withoutSeal<E extends { readonly type: string }>(error: E | RecordTooLarge): E | RecordTooLarge {
    if (!isTooLarge(error) || error.maxBytes !== this.maxRecordBytes + SEAL_BYTES) return error;
    return recordTooLarge(error.collection, error.bytes - SEAL_BYTES, this.maxRecordBytes);
  }
}

function isTooLarge(error: { readonly type: string }): error is RecordTooLarge {
  return error.type === 'record/too-large';
}

function sealed(bytes: Uint8Array | undefined, key: Uint8Array): Uint8Array | undefined {
  if (bytes === undefined) return undefined;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const content = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), content]);
}

function allOpened<R, S extends Stored<R> | null>(
  all: readonly S[],
  key: Uint8Array,
): Result<readonly S[], StoreCorrupt> {
  const open: S[] = [];
  for (const stored of all) {
    const one = opened(stored, key);
    if (one.isErr()) return err(one.error);
    open.push(one.value);
  }
  return ok(open);
}

function opened<R, S extends Stored<R> | null>(stored: S, key: Uint8Array): Result<S, StoreCorrupt> {
  if (stored?.bytes === undefined) return ok(stored);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, stored.bytes.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(stored.bytes.subarray(NONCE_BYTES, SEAL_BYTES));
    const bytes = Buffer.concat([decipher.update(stored.bytes.subarray(SEAL_BYTES)), decipher.final()]);
    return ok({ ...stored, bytes });
  } catch (cause) {
    return err(storeCorrupt(cause));
  }
}
