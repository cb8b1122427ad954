import type { TenantId, ResultAsync } from '../kernel/index.js';
import { ok, safeTry } from '../kernel/index.js';
import type { ReadView, RecordError, StoreError, Transaction } from '../store/index.js';
import { capacityCounters } from './capacity-records.js';
import { minus, NOTHING, plus, sameAmounts, scopeKey, type Amounts, type Reservation } from './capacity.js';
import { scopeName, type NewStart, type Taken } from './fair-queue.js';
import { scanAll } from './scan-all.js';
import { workspaces } from './workspace-records.js';

/** A counter that does not say what the active workspaces of its scope take. */
export interface WrongCounter {
  /** Empty for the installation. */
  readonly tenantId: string;
  /** Empty for the installation and for a tenant. */
  readonly userId: string;
  readonly counted: Amounts;
  readonly truth: Amounts;
}

type LedgerError = RecordError | StoreError;
type Key = readonly [tenantId: string, userId: string];

const SCOPES = ['user', 'tenant', 'installation'] as const;

/** Taken from every scope that the workspace belongs to. */
export function reserve(tx: Transaction, tenantId: TenantId, wanted: Reservation): ResultAsync<void, LedgerError> {
  return adjust(tx, keysOf(tenantId, wanted), (counted) => plus(counted, wanted));
}

/** The same for a start, in the transaction that read what is `taken` in its scopes. */
export function reserveBeside(tx: Transaction, start: NewStart, taken: Taken): ResultAsync<void, LedgerError> {
  const { tenantId, wanted } = start;
  return safeTry<void, LedgerError>(async function* () {
    for (const scope of SCOPES) {
      const [tenant, userId] = scopeKey(scope, { tenantId, userId: wanted.userId });
      const { count, memoryBytes, cpus } = plus(taken.get(scopeName(scope, start)) ?? NOTHING, wanted);
      yield* tx.put(capacityCounters, { tenantId: tenant, userId, count, memoryBytes, cpus });
    }
    return ok(undefined);
  });
}

/** Given back to every scope that it was taken from. */
export function giveBack(tx: Transaction, tenantId: TenantId, taken: Reservation): ResultAsync<void, LedgerError> {
  return adjust(tx, keysOf(tenantId, taken), (counted) => minus(counted, taken));
}

/** What is taken in every scope that these starts belong to. */
export function takenOf(view: ReadView, starts: readonly NewStart[]): ResultAsync<Taken, StoreError> {
  const keys = new Map<string, Key>();
  for (const start of starts) {
    const { tenantId, wanted } = start;
    for (const scope of SCOPES) keys.set(scopeName(scope, start), scopeKey(scope, { tenantId, userId: wanted.userId }));
  }
  const names = [...keys.keys()];
  return view
    .getMany(capacityCounters, [...keys.values()])
    .map((found) => new Map(found.map((stored, at) => [names[at] ?? '', stored?.value ?? NOTHING])));
}

/** The counters that do not say what the active workspaces take. */
export function findWrongCounters(view: ReadView): ResultAsync<readonly WrongCounter[], StoreError> {
  return safeTry<readonly WrongCounter[], StoreError>(async function* () {
    const truth = new Map<string, { readonly key: Key; readonly amounts: Amounts }>();
    const count = (key: Key, amounts: Amounts) => {
      const name = key.join('/');
      truth.set(name, { key, amounts: plus(truth.get(name)?.amounts ?? NOTHING, amounts) });
    };
    for (const { tenantId, reserved } of yield* scanAll(view, workspaces, { index: 'byActivity' })) {
      if (reserved !== undefined) for (const key of keysOf(tenantId, reserved)) count(key, reserved);
    }
    const counters = new Map<string, Amounts>();
    for (const { tenantId, userId, ...counted } of yield* scanAll(view, capacityCounters)) {
      count([tenantId, userId], NOTHING);
      counters.set([tenantId, userId].join('/'), counted);
    }
    const all = [...truth].map(
      ([
        name,
        {
          key: [tenantId, userId],
          amounts,
        },
      ]) => {
        return { tenantId, userId, counted: counters.get(name) ?? NOTHING, truth: amounts };
      },
    );
    return ok(all.filter((one) => !sameAmounts(one.counted, one.truth)));
  });
}

/** Every counter says what the active workspaces take; gives those that did not. */
export function repairCounters(tx: Transaction): ResultAsync<readonly WrongCounter[], LedgerError> {
  return safeTry<readonly WrongCounter[], LedgerError>(async function* () {
    const wrong = yield* findWrongCounters(tx);
    for (const { tenantId, userId, truth } of wrong) yield* adjust(tx, [[tenantId, userId]], () => truth);
    return ok(wrong);
  });
}

function keysOf(tenantId: TenantId, { userId }: Reservation): readonly Key[] {
  return SCOPES.map((scope) => scopeKey(scope, { tenantId, userId }));
}

function adjust(
  tx: Transaction,
  keys: readonly Key[],
  change: (counted: Amounts) => Amounts,
): ResultAsync<void, LedgerError> {
  return safeTry<void, LedgerError>(async function* () {
    const found = yield* tx.getMany(capacityCounters, keys);
    for (const [at, [tenantId, userId]] of keys.entries()) {
      const amounts = change(found[at]?.value ?? NOTHING);
      const { count, memoryBytes, cpus } = amounts;
      if (sameAmounts(amounts, NOTHING)) yield* tx.remove(capacityCounters, [tenantId, userId]);
      else yield* tx.put(capacityCounters, { tenantId, userId, count, memoryBytes, cpus });
    }
    return ok(undefined);
  });
}
