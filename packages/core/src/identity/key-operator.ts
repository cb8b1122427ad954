import type { Clock, IdSource } from '../kernel/index.js';
import { err, ok, ResultAsync, toTimestamp, type CarrelError, type Result } from '../kernel/index.js';
import type { RecordStore, StoreError, Transaction, WriteError } from '../store/index.js';
import { signerAt, type KeyTimes, type SigningKeyRecord } from './signing-key.js';
import { MAX_KEYS, newKeyMaterial, readKeys, writeKeys } from './stored-signing-keys.js';

/** A key of the installation, without its secret part. */
export interface KeyListing {
  readonly kid: string;
  readonly createdAt: string;
  readonly signsFrom: string;
  /** `next` before it signs, `signing` for the one that does, `verifying` while tokens of its time may live. */
  readonly state: 'next' | 'signing' | 'verifying';
}

export interface RotateKeysOptions {
  /** Takes every other key away at once, so that all access tokens are refused: for a key that somebody else has. @default false */
  readonly revoke?: boolean;
}

/** There are so many keys that no more are made: wait until some are past their time. */
export type KeyLimitReached = CarrelError<'auth/key-limit'>;

export interface KeyOperatorDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly times: KeyTimes;
}

/** The signing keys of the installation, for whoever operates it. */
export class KeyOperator {
  constructor(private readonly deps: KeyOperatorDeps) {}

  /** Every key, the oldest first. */
  list(): ResultAsync<readonly KeyListing[], StoreError> {
    return this.deps.store.read((view) => readKeys(view)).map((keys) => this.listing(keys));
  }

  /**
   * Makes a new key. It signs `keyReloadMs` from now, when every server that is running has it; the old one is good until the last
   * token it may have signed has expired. With `revoke` the new one signs at once, and no other is left: a server notices within
   * `keyReloadMs`, refuses every access token of before, and clients refresh theirs. Logins and agents' keys go on either way.
   */
  rotate({ revoke = false }: RotateKeysOptions = {}): ResultAsync<KeyListing, KeyLimitReached | WriteError> {
    const { store, clock, ids, times } = this.deps;
    const material = newKeyMaterial(ids);
    const nowMs = clock.now();
    const signsFrom = toTimestamp(nowMs + (revoke ? 0 : times.keyReloadMs));
    const record = { ...material, createdAt: toTimestamp(nowMs), signsFrom };
    return store
      .transact((tx) => readKeys(tx).andThen((keys) => new ResultAsync(write(tx, keys, { record, revoke }))))
      .map(() => ({
        ...{ kid: record.kid, createdAt: record.createdAt, signsFrom },
        state: revoke ? ('signing' as const) : ('next' as const),
      }));
  }

  private listing(keys: readonly SigningKeyRecord[]): readonly KeyListing[] {
    const now = toTimestamp(this.deps.clock.now());
    const signer = signerAt(keys, now);
    const stateOf = ({ kid, signsFrom }: SigningKeyRecord) =>
      kid === signer?.kid ? 'signing' : signsFrom > now ? 'next' : 'verifying';
    return keys
      .toSorted((one, other) => (one.signsFrom < other.signsFrom ? -1 : 1))
      .map((key) => ({ kid: key.kid, createdAt: key.createdAt, signsFrom: key.signsFrom, state: stateOf(key) }));
  }
}

async function write(
  tx: Transaction,
  keys: readonly SigningKeyRecord[],
  { record, revoke }: { readonly record: SigningKeyRecord; readonly revoke: boolean },
): Promise<Result<void, KeyLimitReached | WriteError>> {
  const removed = revoke ? keys.map(({ kid }) => kid) : [];
  if (keys.length - removed.length >= MAX_KEYS) return err(keyLimitReached());
  const written = await writeKeys(tx, [record], removed);
  return written.isErr() ? err(written.error) : ok(undefined);
}

function keyLimitReached(): KeyLimitReached {
  const message = `There may be ${MAX_KEYS} keys; wait until tokens of the old ones have expired.`;
  return { type: 'auth/key-limit', message, retryable: false };
}
