import { unwrap } from '@carrel/core/kernel';
import { collection, type RecordStore } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import { databasePath } from '../src/data-dir.js';
import type { DataDir } from './server-process.js';

interface Head {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly dirtyAt?: number;
  readonly savingUntil?: number;
  readonly current: { readonly files: number } | null;
}

// As the store has it.
const heads = collection<Head>()('stored_heads', { key: ['tenantId', 'sessionId'], indexes: { byDirt: ['dirtyAt'] } });

/** What is stored of the one session of a server, whether the server runs or not. */
export class StoredTruth implements AsyncDisposable {
  private constructor(private readonly store: RecordStore) {}

  static async open({ path }: DataDir): Promise<StoredTruth> {
    const store = sqliteStore({ path: databasePath(path) });
    await unwrap(store.open([heads]));
    return new StoredTruth(store);
  }

  /** How many files and directories; 0 before the first save. */
  async files(): Promise<number> {
    return (await this.head())?.current?.files ?? 0;
  }

  /** Grows when a save begins to store what is new. */
  async savingUntil(): Promise<number> {
    return (await this.head())?.savingUntil ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.dispose();
  }

  private async head(): Promise<Head | undefined> {
    const { items } = await unwrap(this.store.read((view) => view.scan(heads, { limit: 1 })));
    return items[0]?.value;
  }
}
