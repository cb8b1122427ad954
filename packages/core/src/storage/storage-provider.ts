import type { ResultAsync, TenantId } from '../kernel/index.js';
import type { ContentDigest } from './content-digest.js';
import type { StorageError } from './storage-errors.js';

export interface StorageCallOptions {
  readonly signal?: AbortSignal;
}

/** A content to store, all of it in memory. */
export interface SmallContent {
  readonly digest: ContentDigest;
  readonly data: Uint8Array;
}

/** A content to store as it streams by. */
export interface StreamedContent {
  readonly digest: ContentDigest;
  readonly bytes: number;
  /** Read once, as fast as it is stored. Its iteration is ended early (`return`) when storing ends with an error. */
  readonly data: AsyncIterable<Uint8Array>;
}

/** What is stored, as a sweep sees it. */
export interface StoredContent {
  readonly digest: ContentDigest;
  readonly bytes: number;
  /** Milliseconds since the Unix epoch, by the storage's own clock: when it was last stored. */
  readonly storedAt: number;
}

export interface ContentPage {
  readonly items: readonly StoredContent[];
  /** Give it as `after` for what follows; `null` at the end. */
  readonly next: ContentDigest | null;
}

/**
 * Where the contents of files are kept while no workspace runs: for each tenant, bytes under their digest.
 *
 * It knows nothing of sessions, versions and paths: those are records, and refer to contents by digest. One content is stored once
 * per tenant, and no tenant reaches or notices another's. A content is there whole, with the bytes of its digest, or is not there:
 * a crash, an abort or an error in the middle of storing leaves no part that anyone could read.
 *
 * Ids and digests of any text are harmless: a digest that is none is never stored, and a tenant id that is none is a tenant of its
 * own or refused with an error, but never another's.
 *
 * Every operation fails with `storage/closed` before `open` and after `dispose`, and with `request/aborted` once its `signal` fires.
 */
export interface StorageProvider {
  /** What sessions name it by, such as `database`, `local` or `object`. */
  readonly name: string;
  /** Usable when ok: its place is there, and was written to and read from. */
  open(): ResultAsync<void, StorageError>;
  /**
   * Durable when ok, also when it was there before, damaged or not: `storedAt` is then now. `storage/content-corrupt` when the bytes
   * are not those of the digest, or not as many as was said; nothing changes then. `storage/full` when there is no room.
   * A reader under way of what was there before gets all of it.
   *
   * `storage/failed` when the source throws, with what it threw as `cause`; the error itself when that is a `CarrelException` of a
   * `StorageError`, so that one storage can be read into another.
   */
  put(tenantId: TenantId, content: StreamedContent, options?: StorageCallOptions): ResultAsync<void, StorageError>;
  /** The same for many small ones at once, which costs less than one by one. On an error any of the sound ones may be stored. */
  putMany(
    tenantId: TenantId,
    contents: readonly SmallContent[],
    options?: StorageCallOptions,
  ): ResultAsync<void, StorageError>;
  /**
   * The bytes. `storage/content-not-found` when it is not there. An error midway, `storage/content-corrupt` included, ends the
   * iteration with a thrown `CarrelException`: what ends without one was whole and is what was stored.
   */
  get(
    tenantId: TenantId,
    digest: ContentDigest,
    options?: StorageCallOptions,
  ): ResultAsync<AsyncIterable<Uint8Array>, StorageError>;
  /** The bytes of many small ones, in the order of `digests`, which costs less than one by one. Errors are those of `get`. */
  getMany(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options?: StorageCallOptions,
  ): ResultAsync<readonly Uint8Array[], StorageError>;
  /** Not there when ok, also when they were not before. A reader under way gets all of it, or an error. */
  remove(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options?: StorageCallOptions,
  ): ResultAsync<void, StorageError>;
  /**
   * What the tenant has, in the order of the digests, at most `limit` in one page: 1 to 1,000, by default 1,000, and the nearest of
   * these for any other. While contents come and go, what was there all the time is in the pages exactly once.
   */
  list(
    tenantId: TenantId,
    options?: StorageCallOptions & { readonly after?: ContentDigest; readonly limit?: number },
  ): ResultAsync<ContentPage, StorageError>;
  /** Closed when resolved. What is under way ends with an error, and leaves no part. */
  dispose(): Promise<void>;
}
