import { unwrap } from '@carrel/core/kernel';
import { collection, type RecordStore } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import { databasePath } from '../../src/data-dir.js';
import type { DataDir } from '../server-process.js';

export interface SnapshotRecord {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly id: string;
  readonly state: string;
  readonly image?: string;
  readonly dueAt?: string;
}

// As the store has it.
const snapshots = collection<SnapshotRecord>()('snapshots', {
  key: ['tenantId', 'sessionId', 'id'],
  indexes: { byDue: ['dueAt'] },
  unique: { byId: ['id'] },
});

/** What is recorded of snapshots, whether the server runs or not. */
export class SnapshotTruth implements AsyncDisposable {
  private constructor(private readonly store: RecordStore) {}

  static async open({ path }: DataDir): Promise<SnapshotTruth> {
    const store = sqliteStore({ path: databasePath(path) });
    await unwrap(store.open([snapshots]));
    return new SnapshotTruth(store);
  }

  async all(): Promise<readonly SnapshotRecord[]> {
    const { items } = await unwrap(this.store.read((view) => view.scan(snapshots, { limit: 100 })));
    return items.map(({ value }) => value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.dispose();
  }
}
