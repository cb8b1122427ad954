import { systemClock, unwrap } from '@carrel/core/kernel';
import { leaseCollections, Leases } from '@carrel/core/leases';
import type { RecordStore } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import { databasePath } from '../../src/data-dir.js';
import { eventually } from '../eventually.js';
import type { DataDir } from '../server-process.js';

/** Looks who compares workspaces and boxes, in the data of servers that run. */
export class Leadership implements AsyncDisposable {
  private readonly store: RecordStore;
  private readonly leases: Leases;

  constructor({ path }: DataDir) {
    this.store = sqliteStore({ path: databasePath(path) });
    this.leases = new Leases({ store: this.store, clock: systemClock });
  }

  async open(): Promise<void> {
    await unwrap(this.store.open(leaseCollections));
  }

  /** The pid of the leader; 0 while there is none. */
  async pid(): Promise<number> {
    const lease = await unwrap(this.leases.get('leader/reconciler'));
    return Number(lease?.holder.split('/')[2] ?? 0);
  }

  /** How long it takes until another one leads. */
  async untilTakenOver(from: number, maxMs: number): Promise<number> {
    const before = Date.now();
    await eventually(async () => ![0, from].includes(await this.pid()), maxMs);
    return Date.now() - before;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.dispose();
  }
}
