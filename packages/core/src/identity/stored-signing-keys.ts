import { generateKeyPairSync } from 'node:crypto';
import { err, invariant, ok, type IdSource, type Result, type ResultAsync } from '../kernel/index.js';
import type { ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import { signingKeys } from './identity-collections.js';
import type { SigningKeyRecord } from './signing-key.js';

export type KeyMaterial = Pick<SigningKeyRecord, 'kid' | 'x' | 'd'>;

/** More than a rotation ever keeps. */
export const MAX_KEYS = 200;

export function newKeyMaterial(ids: IdSource): KeyMaterial {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  invariant(x !== undefined && d !== undefined, 'an exported Ed25519 key with both its parts');
  return { kid: ids.nextBody(), x, d };
}

export function readKeys(view: ReadView): ResultAsync<readonly SigningKeyRecord[], StoreError> {
  return view.scan(signingKeys, { limit: MAX_KEYS }).map(({ items }) => items.map(({ value }) => value));
}

export async function writeKeys(
  tx: Transaction,
  created: readonly SigningKeyRecord[],
  removed: readonly string[],
): Promise<Result<void, WriteError>> {
  for (const record of created) {
    const inserted = await tx.insert(signingKeys, record);
    if (inserted.isErr()) return err(inserted.error);
  }
  for (const kid of removed) {
    const gone = await tx.remove(signingKeys, [kid]);
    if (gone.isErr()) return err(gone.error);
  }
  return ok(undefined);
}
