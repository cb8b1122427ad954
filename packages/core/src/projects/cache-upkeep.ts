import { err, ok, type Clock, type Result, type ResultAsync } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import type { StoredError, StoredHead, StoredRepository } from '../storage/index.js';
import type { CacheRepository } from './cache-repository.js';
import { storedUnder } from './package-cache.js';

export interface CacheUpkeepDeps {
  readonly repository: CacheRepository;
  readonly stored: StoredRepository;
  readonly clock: Clock;
}

const ENTRIES_PER_SWEEP = 100;

/** Takes away packages that are too old, and what saves left behind that nobody goes on with. */
export class CacheUpkeep {
  constructor(private readonly deps: CacheUpkeepDeps) {}

  /** One bounded piece of work; what fails is tried again by the next one. */
  async sweep(): Promise<Result<void, StoredError>> {
    const { clock, repository, stored } = this.deps;
    const over = await repository.expired(clock.now(), ENTRIES_PER_SWEEP);
    if (over.isErr()) return err(over.error);
    for (const entry of over.value) {
      const removed = await repository.remove(entry);
      if (removed.isErr()) return err(removed.error);
      const forgotten = await stored.forget(storedUnder(entry), clock.now());
      if (forgotten.isErr()) return err(forgotten.error);
    }
    return ok(undefined);
  }

  /** Whether what is stored under the head is packages that are on record. */
  keeps({ sessionId }: StoredHead): ResultAsync<boolean, StoreError> {
    return this.deps.repository.hasId(sessionId);
  }
}
