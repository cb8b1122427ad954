import {
  codePlanId,
  err,
  errAsync,
  ok,
  pageLimit,
  ResultAsync,
  toTimestamp,
  type Clock,
  type CursorCodec,
  type IdSource,
  type InvalidInput,
  type Page,
  type PageRequest,
  type Result,
  type SessionId,
  type TenantId,
} from '../kernel/index.js';
import {
  recordConflict,
  storeCorrupt,
  type RecordStore,
  type ScanOptions,
  type ScanPosition,
  type StoreError,
  type WriteError,
} from '../store/index.js';
import { codeLimit, type CodeLimit } from './code-errors.js';
import type { CodePlanSummary } from './code-plan.js';
import { readPart, removeParts, writeParts, type PartBytes } from './plan-bytes.js';
import {
  codePlans,
  isShown,
  toSummary,
  type KnownPlan,
  type PlanKey,
  type PlanPart,
  type StoredPlan,
} from './plan-records.js';

export interface PlanLogDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursors: CursorCodec;
  readonly maxPlansPerSession: number;
  readonly planTtlMs: number;
}

export interface SessionPlace {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
}

interface PlanPage {
  readonly items: readonly KnownPlan[];
  readonly next: ScanPosition | null;
}

/** What a plan begins with. */
export type NewPlan = Pick<StoredPlan, 'tenantId' | 'sessionId' | 'createdBy' | 'type' | 'fileCount'>;

/** A plan that is not finished after so long never will be: its process died. */
const MAKING_MS = 15 * 60_000;
/** How many more than may be are looked at: there are more after the option was made smaller. */
const SURPLUS = 200;

/** The plans of sessions. A record comes before what stands beside it and goes after that, so that nothing is left over for good. */
export class PlanLog {
  constructor(private readonly deps: PlanLogDeps) {}

  /** There with all its parts when ok. `code/limit` where the session has as many as may be. */
  async add(plan: NewPlan, parts: readonly PartBytes[]): Promise<Result<KnownPlan, WriteError | CodeLimit>> {
    const { clock, ids, planTtlMs, store } = this.deps;
    const now = clock.now();
    const record: StoredPlan = {
      ...{ ...plan, id: codePlanId.create(ids), status: 'making', settled: null, as: null, hasDiagnostics: false },
      ...{ createdAt: toTimestamp(now), expiresAt: toTimestamp(now + MAKING_MS) },
    };
    const begun = await this.insert(record);
    if (begun.isErr()) return err(begun.error);
    const written = await writeParts(store, record, parts);
    if (written.isErr()) return err(written.error);
    return this.change(begun.value, { status: 'planned', expiresAt: toTimestamp(clock.now() + planTtlMs) });
  }

  /** `null` for one that is not there, or whose time is over. */
  get({ tenantId, sessionId, id }: PlanKey): ResultAsync<KnownPlan | null, StoreError> {
    const now = toTimestamp(this.deps.clock.now());
    return this.deps.store
      .read((view) => view.get(codePlans, [tenantId, sessionId, id]))
      .map((found) => {
        if (found === null || !isShown(found.value)) return null;
        return isOver(found.value, now) ? null : { ...found.value, version: found.version };
      });
  }

  /** The newest first. */
  list(
    { tenantId, sessionId }: SessionPlace,
    request: PageRequest,
  ): ResultAsync<Page<CodePlanSummary>, InvalidInput | StoreError> {
    const { clock, cursors, store } = this.deps;
    const scope = JSON.stringify(['code-plans', tenantId, sessionId]);
    const limit = pageLimit(request);
    if (limit.isErr()) return errAsync(limit.error);
    const after = request.cursor === undefined ? ok(undefined) : cursors.decode(scope, request.cursor);
    if (after.isErr()) return errAsync(after.error);
    const range = { prefix: [tenantId, sessionId], reverse: true, limit: limit.value };
    const now = toTimestamp(clock.now());
    return store
      .read((view) => view.scan(codePlans, { ...range, ...(after.value === undefined ? {} : { after: after.value }) }))
      .map(({ items, next }) => ({
        items: items
          .map(({ value }) => value)
          .filter((plan) => !isOver(plan, now))
          .filter(isShown)
          .map(toSummary),
        nextCursor: next === null ? null : cursors.encode(scope, next),
      }));
  }

  /** `store/corrupt` for a part that is not there. */
  part(key: PlanKey, part: PlanPart): ResultAsync<Uint8Array, StoreError> {
    return this.optionalPart(key, part).andThen((bytes) => (bytes === null ? err(storeCorrupt()) : ok(bytes)));
  }

  optionalPart(key: PlanKey, part: PlanPart): ResultAsync<Uint8Array | null, StoreError> {
    return readPart(this.deps.store, key, part);
  }

  /** Replaces one part. */
  writePart(key: PlanKey, part: PartBytes): ResultAsync<void, WriteError> {
    return new ResultAsync(writeParts(this.deps.store, key, [part]));
  }

  /** Changed when ok. `record/conflict` when somebody changed or removed it since it was read. */
  change(
    plan: KnownPlan,
    { pendingSince, ...changes }: Partial<Omit<StoredPlan, 'pendingSince'>> & { readonly pendingSince?: string | null },
  ): ResultAsync<KnownPlan, WriteError> {
    const { version, pendingSince: before, ...record } = plan;
    const pending = pendingSince === undefined ? before : (pendingSince ?? undefined);
    const next: StoredPlan = { ...record, ...changes, ...(pending === undefined ? {} : { pendingSince: pending }) };
    return this.deps.store.transact((tx) =>
      tx.get(codePlans, [plan.tenantId, plan.sessionId, plan.id]).andThen((found) => {
        if (found?.version !== version)
          return errAsync(recordConflict(codePlans.name, version, found?.version ?? null));
        return tx
          .put(codePlans, next, { expectVersion: version })
          .map((put): KnownPlan => ({ ...put.value, version: put.version }));
      }),
    );
  }

  /** Gone when ok, with all that stands beside it. */
  remove(plan: KnownPlan): ResultAsync<void, WriteError> {
    return this.change(plan, { status: 'removing', expiresAt: toTimestamp(this.deps.clock.now()) }).andThen(
      (removing) => new ResultAsync(this.erase(removing)),
    );
  }

  /** Plans of one session that are applied or undone, or were when their process died. */
  pending(place: SessionPlace): ResultAsync<readonly KnownPlan[], StoreError> {
    const { tenantId, sessionId } = place;
    const limit = this.deps.maxPlansPerSession + SURPLUS;
    return this.deps.store
      .read((view) => view.scan(codePlans, { prefix: [tenantId, sessionId], limit }))
      .map(({ items }) =>
        items
          .filter(({ value }) => value.pendingSince !== undefined)
          .map(({ value, version }) => ({ ...value, version })),
      );
  }

  /** The same of all tenants, from a position on. */
  allPending(limit: number, after: ScanPosition | null): ResultAsync<PlanPage, StoreError> {
    return this.scan(after === null ? { index: 'byPending', limit } : { index: 'byPending', limit, after });
  }

  /** Some plans of all tenants, from a position on. */
  page(limit: number, after: ScanPosition | null): ResultAsync<PlanPage, StoreError> {
    return this.scan(after === null ? { limit } : { limit, after });
  }

  /** Erases some plans whose time is over, and what died while it was made; how many. One that is under way stays. */
  async eraseOver(limit: number): Promise<Result<number, WriteError>> {
    const end = [toTimestamp(this.deps.clock.now() + 1)];
    const over = await this.deps.store.read((view) => view.scan(codePlans, { index: 'byExpiry', end, limit }));
    if (over.isErr()) return err(over.error);
    for (const { value, version } of over.value.items) {
      if (value.pendingSince !== undefined) continue;
      const plan = { ...value, version };
      const removed = value.status === 'removing' ? await this.erase(plan) : await this.remove(plan);
      // Somebody changed it meanwhile.
      if (removed.isErr() && removed.error.type !== 'record/conflict') return err(removed.error);
    }
    return ok(over.value.items.length);
  }

  private scan(options: ScanOptions): ResultAsync<PlanPage, StoreError> {
    return this.deps.store
      .read((view) => view.scan(codePlans, options))
      .map(({ items, next }) => ({ items: items.map(({ value, version }) => ({ ...value, version })), next }));
  }

  private async erase({ tenantId, sessionId, id, version }: KnownPlan): Promise<Result<void, WriteError>> {
    const { store } = this.deps;
    const removed = await removeParts(store, { tenantId, sessionId, id });
    if (removed.isErr()) return err(removed.error);
    return store.transact((tx) => tx.remove(codePlans, [tenantId, sessionId, id], { expectVersion: version }));
  }

  private async insert(plan: StoredPlan): Promise<Result<KnownPlan, WriteError | CodeLimit>> {
    const { clock, maxPlansPerSession, store } = this.deps;
    const { tenantId, sessionId } = plan;
    const now = toTimestamp(clock.now());
    const range = { prefix: [tenantId, sessionId], limit: maxPlansPerSession + SURPLUS };
    return store.transact((tx) =>
      tx.scan(codePlans, range).andThen(({ items }): ResultAsync<KnownPlan, WriteError | CodeLimit> => {
        const living = items.filter(({ value }) => value.status !== 'removing' && !isOver(value, now));
        if (living.length >= maxPlansPerSession) return errAsync(codeLimit('plans', maxPlansPerSession));
        return tx.insert(codePlans, plan).map(({ value, version }) => ({ ...value, version }));
      }),
    );
  }
}

/** The plan of a session by its id, where the id is one. */
export function planKey({ tenantId, sessionId }: SessionPlace, id: string): PlanKey | null {
  return codePlanId.is(id) ? { tenantId, sessionId, id } : null;
}

function isOver({ expiresAt, pendingSince }: StoredPlan, now: string): boolean {
  return pendingSince === undefined && expiresAt <= now;
}
