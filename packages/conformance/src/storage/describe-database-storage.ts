import type { TenantId } from '@carrel/core/kernel';
import { databaseStorage, storageCollections, type ContentDigest } from '@carrel/core/storage';
import { chunkCollection, type RecordStore } from '@carrel/core/store';
import { expectOk } from '../expect-result.js';
import type { RecordStoreSubject } from '../record-store/index.js';
import { describeStorage } from './describe-storage.js';
import type { StorageKitOptions, StorageSubject } from './storage-subject.js';

export interface DatabaseStorageKitOptions extends Omit<StorageKitOptions, 'createSubject'> {
  /** What `describeRecordStore` gets, too. */
  readonly createSubject: () => Promise<RecordStoreSubject> | RecordStoreSubject;
}

/** Proves that `databaseStorage` keeps every promise of the `StorageProvider` port on a store. */
export function describeDatabaseStorage({ createSubject, ...options }: DatabaseStorageKitOptions): void {
  describeStorage({ ...options, createSubject: async () => overStore(await createSubject()) });
}

async function overStore({ subject, reopen, dispose }: RecordStoreSubject): Promise<StorageSubject> {
  const stores = [subject];
  await expectOk(subject.open(storageCollections));
  return {
    subject: databaseStorage({ store: subject }),
    restart: async () => {
      const store = (await reopen?.()) ?? subject;
      stores.push(store);
      await expectOk(store.open(storageCollections));
      return databaseStorage({ store });
    },
    damage: (tenantId, digest) => damage(subject, tenantId, digest),
    dispose: async () => {
      for (const store of stores) await store.dispose();
      await dispose();
    },
  };
}

/** Where the storage keeps the bytes. */
const chunks = chunkCollection('content_chunks');

async function damage(store: RecordStore, tenantId: TenantId, digest: ContentDigest): Promise<void> {
  const damaged = store.transact((tx) =>
    tx.scan(chunks, { prefix: [tenantId], start: [digest], end: [`${digest}~`], limit: 1 }).andThen(({ items }) => {
      const { value, bytes = new Uint8Array() } = items[0] ?? { value: { tenantId, ownerId: '', part: 0, parts: 1 } };
      return tx.put(chunks, value, { bytes: bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)) });
    }),
  );
  await expectOk(damaged);
}
