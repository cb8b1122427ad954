import type { Clock, IdSource } from '../kernel/index.js';
import { createCursorCodec, okAsync, toTimestamp, type CursorCodec, type ResultAsync } from '../kernel/index.js';
import { collection } from './collection.js';
import type { RecordStore } from './record-store.js';
import type { RecordError, StoreError } from './store-errors.js';

/** Who this deployment is: what runtimes label their boxes with, and what signs its cursors. */
export interface Installation {
  readonly id: string;
  readonly cursors: CursorCodec;
}

interface InstallationRecord {
  readonly slot: 'this';
  readonly id: string;
  readonly cursorKey: string;
  readonly createdAt: string;
}

export const installations = collection<InstallationRecord>()('installation', { key: ['slot'] });

/** The identity kept in the store, made at the first call; the same for every replica on the store. */
export function loadInstallation(
  store: RecordStore,
  { clock, ids }: { readonly clock: Clock; readonly ids: IdSource },
): ResultAsync<Installation, RecordError | StoreError> {
  return store
    .transact((tx) =>
      tx.get(installations, ['this']).andThen((stored) =>
        stored !== null
          ? okAsync(stored)
          : tx.insert(installations, {
              slot: 'this',
              id: `ins_${ids.nextBody()}`,
              cursorKey: ids.nextSecret(32),
              createdAt: toTimestamp(clock.now()),
            }),
      ),
    )
    .map(({ value }) => ({
      id: value.id,
      cursors: createCursorCodec(Buffer.from(value.cursorKey, 'base64url')),
    }));
}
