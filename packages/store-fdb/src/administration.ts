import { err, type Result } from '@carrel/core/kernel';
import { storeContention, type StoreError } from '@carrel/core/store';
import {
  fdbErrorCode,
  type FdbDatabase,
  type FdbNativeTransaction,
  type FdbTransactionOptions,
} from './fdb-binding.js';
import { toStoreError } from './to-store-error.js';

export interface AdministrationOptions extends FdbTransactionOptions {
  /** Only looks; nothing is committed. @default false */
  readonly readOnly?: boolean;
  /** Ends it with `store/closed`. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a step of the store's own administration in a transaction, as often as it takes. After an unanswered commit it runs once
 * more, so a step looks at what is there before it changes anything, and is content with what it has done already.
 */
export async function administer<T>(
  database: FdbDatabase,
  options: AdministrationOptions,
  step: (native: FdbNativeTransaction) => Promise<Result<T, StoreError>>,
): Promise<Result<T, StoreError>> {
  const { readOnly = false, signal, ...native } = options;
  const transaction = database.rawCreateTransaction(native);
  const cancel = () => {
    transaction.rawCancel();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const done = await attempt(transaction, step, readOnly);
      if (done !== null) return done;
    }
    return err(storeContention());
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

/** Conflicts of administration are few: those who open the store at the same time, and writes beside an index that is filled. */
const MAX_TRIES = 200;

async function attempt<T>(
  transaction: FdbNativeTransaction,
  step: (native: FdbNativeTransaction) => Promise<Result<T, StoreError>>,
  readOnly: boolean,
): Promise<Result<T, StoreError> | null> {
  try {
    const result = await step(transaction);
    if (result.isOk() && !readOnly) await transaction.rawCommit();
    return result;
  } catch (thrown) {
    return recover(transaction, thrown);
  }
}

async function recover(transaction: FdbNativeTransaction, thrown: unknown): Promise<Result<never, StoreError> | null> {
  const code = fdbErrorCode(thrown);
  if (code === null) throw thrown;
  try {
    await transaction.rawOnError(code);
    return null;
  } catch (final) {
    return err(toStoreError(fdbErrorCode(final) ?? code, final));
  }
}
