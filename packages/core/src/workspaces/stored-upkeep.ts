import { err, ok, ResultAsync, toTimestamp, type Clock, type Result } from '../kernel/index.js';
import type { SessionRepository } from '../sessions/index.js';
import type { ScanPosition, StoreError } from '../store/index.js';
import {
  digestsOf,
  type Backup,
  type ContentDigest,
  type ResolvedStorageOptions,
  type StoredError,
  type StoredHead,
  type StoredRepository,
  type StoredSweeper,
  type StoredTrees,
} from '../storage/index.js';

export interface StoredUpkeepDeps {
  readonly repository: StoredRepository;
  readonly trees: StoredTrees;
  readonly sweeper: StoredSweeper;
  readonly sessions: SessionRepository;
  /** Whether somebody other than a session needs what is stored under its head. @default nobody */
  readonly isKept?: (head: StoredHead) => ResultAsync<boolean, StoreError>;
  readonly clock: Clock;
  readonly options: ResolvedStorageOptions;
}

/** How many heads one sweep looks at for sessions that are gone, and how many old backups it removes. */
const HEADS_PER_SWEEP = 20;
const BACKUPS_PER_SWEEP = 100;
const DAY_MS = 86_400_000;

/** Takes away what is stored and nobody needs: backups that are too old, what was of deleted sessions, and contents of neither. */
export class StoredUpkeep {
  private position: ScanPosition | null = null;

  constructor(private readonly deps: StoredUpkeepDeps) {}

  /** One bounded piece of work; what fails is tried again by the next one. */
  async sweep(): Promise<Result<void, StoredError>> {
    const old = await this.removeOldBackups();
    if (old.isErr()) return err(old.error);
    const forgotten = await this.forgetDeletedSessions();
    if (forgotten.isErr()) return err(forgotten.error);
    return this.deps.sweeper.sweep((head, backups) => new ResultAsync(this.neededBy(head, backups)));
  }

  private async removeOldBackups(): Promise<Result<void, StoredError>> {
    const { clock, options, repository } = this.deps;
    if (options.keepDays === 0) return ok(undefined);
    const before = toTimestamp(clock.now() - options.keepDays * DAY_MS);
    const old = await repository.backupsBefore(before, BACKUPS_PER_SWEEP);
    if (old.isErr()) return err(old.error);
    for (const backup of old.value) {
      const removed = await repository.removeBackups(backup, [backup.id], clock.now());
      if (removed.isErr()) return err(removed.error);
    }
    return ok(undefined);
  }

  private async forgetDeletedSessions(): Promise<Result<void, StoredError>> {
    const { clock, repository, sessions } = this.deps;
    const after = this.position === null ? {} : { after: this.position };
    const page = await repository.heads({ limit: HEADS_PER_SWEEP, ...after });
    if (page.isErr()) return err(page.error);
    for (const { value: head } of page.value.items) {
      const session = await sessions.get(head.tenantId, head.sessionId);
      if (session.isErr()) return err(session.error);
      if (session.value !== null) continue;
      const kept = await (this.deps.isKept?.(head) ?? ok(false));
      if (kept.isErr()) return err(kept.error);
      if (kept.value) continue;
      const forgotten = await repository.forget(head, clock.now());
      if (forgotten.isErr()) return err(forgotten.error);
    }
    this.position = page.value.next;
    return ok(undefined);
  }

  private async neededBy(
    head: StoredHead,
    backups: readonly Backup[],
  ): Promise<Result<ReadonlySet<ContentDigest>, StoredError>> {
    const needed = new Set<ContentDigest>();
    for (const version of [...(head.current === null ? [] : [head.current]), ...backups]) {
      if (needed.has(version.manifest)) continue;
      const manifest = await this.deps.trees.readManifest(head, version.manifest);
      if (manifest.isErr()) return err(manifest.error);
      needed.add(version.manifest);
      for (const digest of digestsOf(manifest.value)) needed.add(digest);
    }
    return ok(needed);
  }
}
