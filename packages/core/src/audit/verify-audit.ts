import { err, ok, ResultAsync, type Result, type TenantId } from '../kernel/index.js';
import type { ReadView, RecordStore, ScanOptions, ScanPage, ScanPosition, StoreError } from '../store/index.js';
import { fingerprint, FIRST_HASH, hashOf } from './audit-chain.js';
import { auditHeads, auditMarkings, auditRecords, type AuditHead, type StoredAuditRecord } from './audit-record.js';
import { scanPages } from './scan-pages.js';

export interface VerifyAuditOptions {
  /** Only this tenant. @default all */
  readonly tenantId?: TenantId;
  /** A head that was seen before. It must still be in the chain of some tenant that is looked at. @default none */
  readonly expect?: string;
  /** The key of the chains, as `AuditOptions.chainKey`. @default none */
  readonly chainKey?: string;
  /** The most problems that are told of one tenant. @default 100 */
  readonly maxProblems?: number;
}

/** What is wrong, in words, and where. */
export interface AuditProblem {
  readonly tenantId: TenantId;
  /** The record that it is about; absent when it is about the chain. */
  readonly recordId?: string;
  readonly sequence?: number;
  readonly message: string;
}

/** The chain of one tenant, as it was found. */
export interface VerifiedChain {
  readonly tenantId: TenantId;
  /** How many records are in the chain, and how many wait to be. */
  readonly sealed: number;
  readonly unsealed: number;
  /** How many were sealed without a key though one was given: before there was one, or by whoever has the store and no key. */
  readonly keyless: number;
  /** The places of the first and the last sealed record; `null` where there is none. */
  readonly firstSequence: number | null;
  readonly lastSequence: number | null;
  readonly head: string;
}

export interface AuditVerification {
  readonly chains: readonly VerifiedChain[];
  readonly problems: readonly AuditProblem[];
  /** Whether the expected head was found; `true` when none was. */
  readonly isExpectedFound: boolean;
}

const READ_AT_ONCE = 200;

/**
 * Reads every record of the audit and says what was changed, removed, put in or put elsewhere since it was sealed. Writes nothing,
 * and may run beside a server.
 */
export function verifyAudit(
  store: RecordStore,
  options: VerifyAuditOptions = {},
): ResultAsync<AuditVerification, StoreError> {
  return new ResultAsync(verify(store, options));
}

async function verify(
  store: RecordStore,
  { tenantId, expect, chainKey = '', maxProblems = 100 }: VerifyAuditOptions,
): Promise<Result<AuditVerification, StoreError>> {
  const tenants = tenantId === undefined ? await allTenants(store) : ok([tenantId]);
  if (tenants.isErr()) return err(tenants.error);
  const marking = await store.read((view) => view.get(auditMarkings, ['marking']));
  if (marking.isErr()) return err(marking.error);
  const areOldMarked = marking.value?.value.isDone === true;
  const chains: VerifiedChain[] = [];
  const problems: AuditProblem[] = [];
  let isExpectedFound = expect === undefined;
  for (const each of tenants.value) {
    const chain = new ChainCheck(store, { tenantId: each, expect, chainKey, maxProblems, areOldMarked });
    const verified = await chain.run();
    if (verified.isErr()) return err(verified.error);
    chains.push(verified.value);
    problems.push(...chain.problems);
    isExpectedFound ||= chain.isExpectedFound;
  }
  return ok({ chains, problems, isExpectedFound });
}

/** Those with a head, and those with records. */
async function allTenants(store: RecordStore): Promise<Result<readonly TenantId[], StoreError>> {
  const tenants = new Set<TenantId>();
  for await (const heads of scanPages(store, auditHeads, { limit: READ_AT_ONCE })) {
    if (heads.isErr()) return err(heads.error);
    for (const { tenantId } of heads.value) tenants.add(tenantId);
  }
  // From tenant to tenant: past a tenant's records lies the next tenant.
  for (let last: string | null = ''; last !== null;) {
    const start: string = last === '' ? '' : `${last}\u0000`;
    const page: Result<ScanPage<StoredAuditRecord>, StoreError> = await store.read((view) =>
      view.scan(auditRecords, { start: [start], limit: 1 }),
    );
    if (page.isErr()) return err(page.error);
    last = page.value.items[0]?.value.tenantId ?? null;
    if (last !== null) tenants.add(last as TenantId);
  }
  return ok([...tenants].sort());
}

interface ChainCheckOptions {
  readonly tenantId: TenantId;
  readonly expect: string | undefined;
  readonly chainKey: string;
  readonly maxProblems: number;
  /** Whether every record waits to be sealed or is: those of before chains were marked. */
  readonly areOldMarked: boolean;
}

interface Step {
  readonly page: ScanPage<StoredAuditRecord>;
  readonly now: AuditHead | undefined;
}

/** One walk along the chain of one tenant, and over its records beside the chain. */
class ChainCheck {
  readonly problems: AuditProblem[] = [];
  isExpectedFound = false;
  private sealed = 0;
  private keyless = 0;
  private first: number | null = null;
  /** The place and the hash of the record that the walk has passed. */
  private sequence = 0;
  private hash = FIRST_HASH;

  constructor(
    private readonly store: RecordStore,
    private readonly options: ChainCheckOptions,
  ) {}

  async run(): Promise<Result<VerifiedChain, StoreError>> {
    const { tenantId } = this.options;
    const begun = await this.begin();
    if (begun.isErr()) return err(begun.error);
    const head = begun.value;
    const walked = await this.walk(head);
    if (walked.isErr()) return err(walked.error);
    this.checkEnd(head);
    const unsealed = await this.checkBeside();
    if (unsealed.isErr()) return err(unsealed.error);
    const { first: firstSequence, hash, keyless, sealed } = this;
    const lastSequence = sealed === 0 ? null : this.sequence;
    return ok({ tenantId, sealed, unsealed: unsealed.value, keyless, firstSequence, lastSequence, head: hash });
  }

  /** The head as it is, and what lies past it in the same state. */
  private async begin(): Promise<Result<AuditHead, StoreError>> {
    const { tenantId } = this.options;
    const found = await this.store.read((view) =>
      view.get(auditHeads, [tenantId]).andThen((stored) => {
        const sequence = stored?.value.sequence ?? 0;
        return this.scan(view, { start: [sequence + 1], limit: 1 }).map((past) => ({ stored, past: past.items[0] }));
      }),
    );
    if (found.isErr()) return err(found.error);
    const { stored, past } = found.value;
    if (past !== undefined) {
      const why = stored === null ? 'the chain has no head' : `the chain ends with ${String(stored.value.sequence)}`;
      this.tell(past.value, `has place ${String(past.value.sequence)}, but ${why}`);
    }
    const none = { sequence: 0, hash: FIRST_HASH, firstSequence: 1, firstPreviousHash: FIRST_HASH };
    const head = stored?.value ?? { tenantId, ...none };
    this.passTo(head);
    return ok(head);
  }

  private passTo({ firstSequence, firstPreviousHash }: AuditHead): void {
    this.sequence = firstSequence - 1;
    this.hash = firstPreviousHash;
    this.expectHash(firstPreviousHash);
  }

  private async walk(head: AuditHead): Promise<Result<void, StoreError>> {
    let after: ScanPosition | null = null;
    do {
      const page: Result<Step, StoreError> = await this.step(head, after);
      if (page.isErr()) return err(page.error);
      const { now } = page.value;
      // Retention has gone past the walk meanwhile.
      if (now !== undefined && now.firstSequence > this.sequence + 1) this.passTo(now);
      for (const { value } of page.value.page.items) this.check(value);
      after = page.value.page.next;
    } while (after !== null);
    return ok(undefined);
  }

  /** What follows in the chain, and its head in the same state. */
  private step({ tenantId, sequence }: AuditHead, after: ScanPosition | null): ResultAsync<Step, StoreError> {
    const range = { end: [sequence + 1], limit: READ_AT_ONCE, ...(after === null ? {} : { after }) };
    return this.store.read((view) =>
      this.scan(view, range).andThen((page) =>
        view.get(auditHeads, [tenantId]).map((stored) => ({ page, now: stored?.value })),
      ),
    );
  }

  private check(record: StoredAuditRecord): void {
    const { sequence = 0, previousHash, hash = '' } = record;
    if (sequence <= this.sequence) this.tell(record, `comes before the first record of the chain`);
    else if (sequence === this.sequence + 2) this.tellGap(String(this.sequence + 1));
    else if (sequence > this.sequence + 1) this.tellGap(`${String(this.sequence + 1)} to ${String(sequence - 1)}`);
    else if (previousHash !== this.hash) this.tell(record, 'does not follow the record before it');
    const wrong = this.wrongHash(record);
    if (wrong !== null) this.tell(record, wrong);
    this.sealed += 1;
    this.first ??= sequence;
    this.sequence = Math.max(sequence, this.sequence);
    this.hash = hash;
    this.expectHash(hash);
  }

  private wrongHash(record: StoredAuditRecord): string | null {
    const { chainKey } = this.options;
    const isKeyless = record.chainKey === undefined;
    if (isKeyless && chainKey !== '') {
      if (this.sealed > this.keyless) return 'was sealed without the key, after others with it';
      this.keyless += 1;
    }
    if (!isKeyless && chainKey === '') return 'was sealed with a key, which is not given';
    if (!isKeyless && record.chainKey !== fingerprint(chainKey))
      return `was sealed with another key, ${record.chainKey}`;
    return hashOf(record, isKeyless ? '' : chainKey) === record.hash ? null : 'was changed after it was sealed';
  }

  private checkEnd({ sequence, hash }: AuditHead): void {
    if (this.sequence < sequence) {
      const first = this.sequence + 1;
      this.tellGap(first === sequence ? String(first) : `${String(first)} to ${String(sequence)}`);
    } else if (this.sequence === sequence && this.hash !== hash) {
      this.note({ sequence, message: 'the last record is not the one that the head of the chain names' });
    }
  }

  /** How many records wait to be sealed. Those that neither wait nor are sealed were put in by somebody else. */
  private async checkBeside(): Promise<Result<number, StoreError>> {
    const { tenantId } = this.options;
    let unsealed = 0;
    for await (const page of scanPages(this.store, auditRecords, { prefix: [tenantId], limit: READ_AT_ONCE })) {
      if (page.isErr()) return err(page.error);
      for (const record of page.value) {
        if (record.sequence !== undefined) continue;
        unsealed += 1;
        if (this.options.areOldMarked && record.sealAfter === undefined) this.tell(record, 'is in no chain');
      }
    }
    return ok(unsealed);
  }

  private scan(view: ReadView, range: Partial<ScanOptions> & Pick<ScanOptions, 'limit'>) {
    return view.scan(auditRecords, { index: 'bySequence', prefix: [this.options.tenantId], ...range });
  }

  private expectHash(hash: string): void {
    if (hash === this.options.expect) this.isExpectedFound = true;
  }

  private tellGap(places: string): void {
    this.note({ message: `${places} ${places.includes(' ') ? 'are' : 'is'} missing` });
  }

  private tell({ id, sequence }: StoredAuditRecord, message: string): void {
    this.note({ recordId: id, message, ...(sequence === undefined ? {} : { sequence }) });
  }

  private note(problem: Omit<AuditProblem, 'tenantId'>): void {
    const { maxProblems, tenantId } = this.options;
    if (this.problems.length < maxProblems) this.problems.push({ tenantId, ...problem });
  }
}
