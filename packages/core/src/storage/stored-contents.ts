import { delay, err, ok, ResultAsync, type Clock, type Result } from '../kernel/index.js';
import type { ContentDigest } from './content-digest.js';
import { storageUnavailable } from './storage-errors.js';
import type { SmallContent, StorageCallOptions, StorageProvider, StreamedContent } from './storage-provider.js';
import { storageUnsupported, type StoredError, type StorageUnsupported } from './stored-errors.js';
import type { StorageOptions } from './storage-options.js';
import type { StoredRepository } from './stored-repository.js';
import type { StoredSweeper } from './stored-sweeper.js';
import type { StorageKey } from './stored-version.js';

export interface StoredContentsDeps {
  readonly repository: StoredRepository;
  readonly sweeper: StoredSweeper;
  readonly providers: ReadonlyMap<string, StorageProvider>;
  readonly clock: Clock;
  readonly options: Required<Pick<StorageOptions, 'saveTimeoutMs'>>;
}

/** How many contents are claimed in one transaction. */
const CLAIMED_AT_ONCE = 256;
/** How often, and for how long, it is looked whether the removal of a content is over. */
const POLL_MS = 50;
const WAIT_MS = 20_000;

/** The contents of one session after another: claims them in the records, and stores what no session of the tenant has yet. */
export class StoredContents {
  constructor(private readonly deps: StoredContentsDeps) {}

  provider(storage: string): Result<StorageProvider, StorageUnsupported> {
    const provider = this.deps.providers.get(storage);
    return provider === undefined ? err(storageUnsupported(storage)) : ok(provider);
  }

  /** Durable and the session's when ok; only what the tenant does not have is stored. */
  putMany(
    key: StorageKey,
    contents: readonly SmallContent[],
    options?: StorageCallOptions,
  ): ResultAsync<void, StoredError> {
    return new ResultAsync(this.storeMany(key, contents, options));
  }

  /**
   * The same for a large one. Its digest is known before it is stored, so it is read once for that; `data` reads it again, and
   * only when the tenant does not have it. `storage/content-corrupt` when it was another one by then.
   */
  put(
    key: StorageKey,
    content: Omit<StreamedContent, 'data'> & { readonly data: () => AsyncIterable<Uint8Array> },
    options?: StorageCallOptions,
  ): ResultAsync<void, StoredError> {
    return new ResultAsync(this.storeLarge(key, content, options));
  }

  /** The session's when ok, with no byte of what is stored moved: for what another session of the tenant has. The rest is given. */
  share(key: StorageKey, digests: readonly ContentDigest[]): ResultAsync<readonly ContentDigest[], StoredError> {
    return new ResultAsync(this.claimAll(key, digests));
  }

  private async storeMany(
    key: StorageKey,
    contents: readonly SmallContent[],
    options: StorageCallOptions | undefined,
  ): Promise<Result<void, StoredError>> {
    const provider = this.provider(key.storage);
    if (provider.isErr()) return err(provider.error);
    const byDigest = new Map(contents.map((content) => [content.digest, content]));
    const needed = await this.claimAll(key, [...byDigest.keys()]);
    if (needed.isErr()) return err(needed.error);
    if (needed.value.length === 0) return ok(undefined);
    const missing = needed.value.flatMap((digest) => byDigest.get(digest) ?? []);
    const stored = await provider.value.putMany(key.tenantId, missing, options);
    if (stored.isErr()) return err(stored.error);
    return this.deps.repository.settle(key, needed.value);
  }

  private async storeLarge(
    key: StorageKey,
    content: Omit<StreamedContent, 'data'> & { readonly data: () => AsyncIterable<Uint8Array> },
    options: StorageCallOptions | undefined,
  ): Promise<Result<void, StoredError>> {
    const provider = this.provider(key.storage);
    if (provider.isErr()) return err(provider.error);
    const needed = await this.claimAll(key, [content.digest]);
    if (needed.isErr()) return err(needed.error);
    if (needed.value.length === 0) return ok(undefined);
    const stored = await provider.value.put(key.tenantId, { ...content, data: content.data() }, options);
    if (stored.isErr()) return err(stored.error);
    return this.deps.repository.settle(key, needed.value);
  }

  private async claimAll(
    key: StorageKey,
    digests: readonly ContentDigest[],
  ): Promise<Result<readonly ContentDigest[], StoredError>> {
    const needed: ContentDigest[] = [];
    for (let at = 0; at < digests.length; at += CLAIMED_AT_ONCE) {
      const claimed = await this.claimSome(key, digests.slice(at, at + CLAIMED_AT_ONCE));
      if (claimed.isErr()) return err(claimed.error);
      needed.push(...claimed.value);
    }
    return ok(needed);
  }

  /** What is being removed is waited for, so that the removal cannot hit what is stored anew. */
  private async claimSome(
    key: StorageKey,
    digests: readonly ContentDigest[],
  ): Promise<Result<readonly ContentDigest[], StoredError>> {
    const { clock, options, repository, sweeper } = this.deps;
    const needed: ContentDigest[] = [];
    const giveUpAt = clock.now() + WAIT_MS;
    for (let left = digests; ;) {
      const now = clock.now();
      const claimed = await repository.claim(key, left, { now, savingUntil: now + options.saveTimeoutMs });
      if (claimed.isErr()) return err(claimed.error);
      needed.push(...claimed.value.needed);
      const { doomed } = claimed.value;
      if (doomed.length === 0) return ok(needed);
      if (now > giveUpAt) return err(storageUnavailable());
      const finished = await sweeper.finish(doomed);
      if (finished.isErr()) return err(finished.error);
      if (finished.value < doomed.length) await delay(clock, POLL_MS);
      left = doomed.map(({ digest }) => digest);
    }
  }
}
