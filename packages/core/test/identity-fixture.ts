import { createCursorCodec, createIdSource, systemClock, type Caller, type IdSource } from '../src/kernel/index.js';
import {
  identityCollections,
  IdentityService,
  type IdentityDeps,
  type SignedIn,
  type TokenPair,
} from '../src/identity/index.js';
import { memoryStore, VirtualClock } from '../src/memory/index.js';
import type { RecordStore } from '../src/store/index.js';
import { expectOk } from './expect-result.js';

/** Weak on purpose: strong hashing is tested on its own. */
export const WEAK_PASSWORDS = {
  algorithm: 'argon2id',
  argon2: { memoryKiB: 16, iterations: 1, parallelism: 1 },
} as const;

export const PASSWORD = 'correct horse';
export const REQUEST = { requestId: 'req_test' };
export const START = Date.UTC(2030, 0, 1);

export interface IdentityFixture {
  readonly clock: VirtualClock;
  readonly ids: IdSource;
  readonly store: RecordStore;
  readonly identity: IdentityService;
  /** Another replica: a service of its own on the same store. */
  replica(overrides?: Partial<IdentityDeps>): IdentityService;
  register(email?: string): Promise<SignedIn>;
  /** The caller that an access token stands for. */
  caller(tokens: TokenPair | string): Promise<Caller>;
}

export async function identityFixture(overrides: Partial<IdentityDeps> = {}): Promise<IdentityFixture> {
  const clock = new VirtualClock(START);
  const ids = createIdSource(systemClock);
  const store = memoryStore();
  expectOk(await store.open(identityCollections));
  const cursors = createCursorCodec(new Uint8Array(32).fill(7));
  const replica = (more: Partial<IdentityDeps> = {}) =>
    new IdentityService({ store, clock, ids, cursors, passwords: WEAK_PASSWORDS, ...overrides, ...more });
  const identity = replica();
  let registered = 0;
  return {
    clock,
    ids,
    store,
    identity,
    replica,
    async register(email = `user${(registered += 1)}@example.com`) {
      return expectOk(await identity.register({ email, password: PASSWORD }, REQUEST));
    },
    async caller(tokens) {
      const token = typeof tokens === 'string' ? tokens : tokens.accessToken;
      return expectOk(await identity.authenticate(token, REQUEST.requestId));
    },
  };
}
