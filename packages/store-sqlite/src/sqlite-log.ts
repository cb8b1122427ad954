import { open, type FileHandle } from 'node:fs/promises';
import { storeUnavailable, type StoreError } from '@carrel/core/store';

/**
 * The write-ahead log of the file. A commit is in it when SQLite says so, and durable when the disk has the log: that is waited for
 * here, off this thread, which goes on with everything else meanwhile.
 *
 * One sync covers all commits before it, also those of other processes. What a sync failed for may be lost although a later one
 * succeeds, because the system forgets it; so from then on nothing is durable any more, until the file is opened anew.
 *
 * @see https://www.sqlite.org/wal.html and https://wiki.postgresql.org/wiki/Fsync_Errors
 */
export class SqliteLog {
  private handle: FileHandle | null = null;
  private syncing: Promise<StoreError | null> | null = null;
  private lost: StoreError | null = null;

  /** @param path of the database file */
  constructor(private readonly path: string) {}

  /** `null` when all that was committed before is durable. */
  sync(): Promise<StoreError | null> {
    const syncing = this.syncNow().finally(() => {
      if (this.syncing === syncing) this.syncing = null;
    });
    this.syncing = syncing;
    return syncing;
  }

  /** What there is to wait for before what was just read is durable; `null` when it is. */
  get underWay(): Promise<StoreError | null> | null {
    return this.syncing;
  }

  /** Why nothing is durable any more. */
  get failure(): StoreError | null {
    return this.lost;
  }

  async close(): Promise<void> {
    await this.syncing;
    await this.handle?.close();
    this.handle = null;
  }

  private async syncNow(): Promise<StoreError | null> {
    try {
      // It is there from the first commit on, and as long as the file is open.
      this.handle ??= await open(`${this.path}-wal`, 'r+');
      await this.handle.datasync();
    } catch (thrown) {
      this.lost = { ...storeUnavailable(thrown), retryable: false, message: NOT_KEPT };
    }
    return this.lost;
  }
}

const NOT_KEPT =
  'The disk did not keep what was written to the database. Look at the disk, then start the server again; whether what was ' +
  'under way is there is known then.';
