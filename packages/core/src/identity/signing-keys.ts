import type { CryptoKey } from 'jose';
import type { Clock, IdSource } from '../kernel/index.js';
import { err, invariant, ok, okAsync, ResultAsync, SingleFlight, toTimestamp, type Result } from '../kernel/index.js';
import type { RecordStore, Transaction, WriteError } from '../store/index.js';
import { issuerUnavailable, type IssueError } from './identity-errors.js';
import { loadJose } from './load-jose.js';
import { planKeys, signerAt, type KeyPlan, type KeyTimes, type SigningKeyRecord } from './signing-key.js';
import { newKeyMaterial, readKeys, writeKeys, type KeyMaterial } from './stored-signing-keys.js';

/** A key of the store, ready to be used. */
export interface LoadedKey extends Omit<SigningKeyRecord, 'd' | 'createdAt'> {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** A key as it was at the last look. */
export interface FoundKey {
  readonly key: LoadedKey;
  /** When the next look is due, in milliseconds since the Unix epoch: the key may be gone then. */
  readonly lookAgainAt: number;
}

export interface SigningKeysDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly times: KeyTimes;
  /** Called after keys came or went, other than at the first look. */
  readonly onChanged: () => void;
}

interface Ring {
  readonly keys: readonly LoadedKey[];
  readonly loadedAtMs: number;
}

/** How soon an unknown key id makes this process look again, so that made-up ids cost the store little. */
const LOOK_AGAIN_MS = 5_000;

/**
 * The keys of the installation, kept in the store and shared by every replica. Looks at the store again every `keyReloadMs`
 * while it is used, and takes the rotation a step on where one is due: the first to do so decides for all.
 */
export class SigningKeys {
  private ring: Ring | null = null;
  private readonly looks = new SingleFlight<'look', Result<Ring, IssueError>>();

  constructor(private readonly deps: SigningKeysDeps) {}

  /** The key to sign with now. */
  signer(): ResultAsync<LoadedKey, IssueError> {
    return this.all().map((keys) => {
      const signer = signerAt(keys, toTimestamp(this.deps.clock.now()));
      invariant(signer !== null, 'a signing key after the keys were looked at');
      return signer;
    });
  }

  /** The key of this id, or `null` when there is none any more or never was. */
  find(kid: string): ResultAsync<FoundKey | null, IssueError> {
    return this.fresh()
      .andThen((ring) =>
        keyIn(ring, kid) !== null || this.ageOf(ring) < LOOK_AGAIN_MS ? okAsync<Ring, IssueError>(ring) : this.look(),
      )
      .map((ring) => {
        const key = keyIn(ring, kid);
        return key === null ? null : { key, lookAgainAt: ring.loadedAtMs + this.deps.times.keyReloadMs };
      });
  }

  /** Every key that a verifier may meet now or soon. */
  all(): ResultAsync<readonly LoadedKey[], IssueError> {
    return this.fresh().map(({ keys }) => keys);
  }

  private fresh(): ResultAsync<Ring, IssueError> {
    const { ring } = this;
    return ring !== null && this.ageOf(ring) < this.deps.times.keyReloadMs ? okAsync(ring) : this.look();
  }

  private ageOf(ring: Ring): number {
    return Math.abs(this.deps.clock.now() - ring.loadedAtMs);
  }

  private look(): ResultAsync<Ring, IssueError> {
    return new ResultAsync(this.looks.run('look', () => this.load()));
  }

  private async load(): Promise<Result<Ring, IssueError>> {
    const loadedAtMs = this.deps.clock.now();
    const before = this.ring;
    const loaded = await this.step().andThen((records) =>
      ResultAsync.fromPromise(Promise.all(records.map((record) => loadKey(record, before))), issuerUnavailable),
    );
    if (loaded.isErr()) return err(loaded.error);
    this.ring = { keys: loaded.value, loadedAtMs };
    if (before !== null && kidsOf(before) !== kidsOf(this.ring)) this.deps.onChanged();
    return ok(this.ring);
  }

  /** The keys after whatever step of the rotation is due now. Most times there is none, and nothing is written. */
  private step(): ResultAsync<readonly SigningKeyRecord[], WriteError> {
    const { store, ids } = this.deps;
    return store
      .read((view) => readKeys(view))
      .andThen((records): ResultAsync<readonly SigningKeyRecord[], WriteError> => {
        if (isIdle(this.plan(records))) return okAsync(records);
        const candidate = newKeyMaterial(ids);
        return store.transact((tx) => readKeys(tx).andThen((current) => this.apply(tx, current, candidate)));
      });
  }

  private apply(
    tx: Transaction,
    records: readonly SigningKeyRecord[],
    candidate: KeyMaterial,
  ): ResultAsync<readonly SigningKeyRecord[], WriteError> {
    const { createFrom, remove } = this.plan(records);
    const kept = records.filter(({ kid }) => !remove.includes(kid));
    const createdAt = toTimestamp(this.deps.clock.now());
    const created = createFrom === null ? [] : [{ ...candidate, createdAt, signsFrom: createFrom }];
    return new ResultAsync(writeKeys(tx, created, remove)).map(() => [...kept, ...created]);
  }

  private plan(records: readonly SigningKeyRecord[]): KeyPlan {
    return planKeys(records, this.deps.clock.now(), this.deps.times);
  }
}

async function loadKey({ kid, x, d, signsFrom }: SigningKeyRecord, before: Ring | null): Promise<LoadedKey> {
  const known = before === null ? null : keyIn(before, kid);
  if (known !== null) return known;
  const { importJWK } = await loadJose();
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x };
  const privateKey = await importJWK({ ...publicJwk, d }, 'EdDSA');
  const publicKey = await importJWK(publicJwk, 'EdDSA');
  invariant(!(privateKey instanceof Uint8Array) && !(publicKey instanceof Uint8Array), 'a pair of Ed25519 keys');
  return { kid, x, signsFrom, privateKey, publicKey };
}

function isIdle({ createFrom, remove }: KeyPlan): boolean {
  return createFrom === null && remove.length === 0;
}

function keyIn({ keys }: Ring, kid: string): LoadedKey | null {
  return keys.find((key) => key.kid === kid) ?? null;
}

function kidsOf({ keys }: Ring): string {
  return keys.map(({ kid }) => kid).join();
}
