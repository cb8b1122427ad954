import type { CursorCodec, InvalidInput, Page, TenantId } from '../kernel/index.js';
import { err, errAsync, ok, pageLimit, ResultAsync, type Result } from '../kernel/index.js';
import type { ReadView, ScanOptions, ScanPosition, StoreError, Transaction, WriteError } from '../store/index.js';
import { idRange, matches, type AuditFilter, type AuditListRequest } from './audit-filter.js';
import { auditRecords, toAuditRecord, type AuditRecord } from './audit-record.js';
import type { AuditRepository } from './audit-repository.js';

/** How many records one scan looks at, and how many of them one request makes when few records fit its filter. */
const LOOKED_AT_ONCE = 200;
const MAX_SCANS = 10;

interface Search {
  readonly tenantId: TenantId;
  readonly limit: number;
  readonly filter: AuditFilter;
  readonly range: Pick<ScanOptions, 'start' | 'end' | 'after'>;
}

/** Audit records in any record store. Their ids sort by time, so the key gives their order. */
export class StoredAuditRepository implements AuditRepository {
  constructor(private readonly cursors: CursorCodec) {}

  append(tx: Transaction, record: AuditRecord): ResultAsync<AuditRecord, WriteError> {
    return tx.insert(auditRecords, { ...record, sealAfter: Date.parse(record.at) }).map(() => record);
  }

  list(
    view: ReadView,
    tenantId: TenantId,
    request: AuditListRequest,
  ): ResultAsync<Page<AuditRecord>, InvalidInput | StoreError> {
    const limit = pageLimit(request);
    if (limit.isErr()) return errAsync(limit.error);
    const times = idRange(request);
    if (times.isErr()) return errAsync(times.error);
    const search = { tenantId, limit: limit.value, filter: request, range: times.value };
    if (request.cursor === undefined) return new ResultAsync(this.search(view, search));
    return this.cursors
      .decode(`audit/${tenantId}`, request.cursor)
      .asyncAndThen((after) => new ResultAsync(this.search(view, { ...search, range: { ...times.value, after } })));
  }

  private async search(
    view: ReadView,
    { tenantId, limit, filter, range }: Search,
  ): Promise<Result<Page<AuditRecord>, StoreError>> {
    const scan = (after: ScanPosition | null, atMost: number) => {
      const position = after === null ? {} : { after };
      return view.scan(auditRecords, { prefix: [tenantId], reverse: true, limit: atMost, ...range, ...position });
    };
    const isFiltered = filter.action !== undefined || filter.actor !== undefined || filter.outcome !== undefined;
    const items: AuditRecord[] = [];
    let next: ScanPosition | null = null;
    for (let scans = 0; scans < MAX_SCANS && items.length < limit; scans += 1) {
      const from = next;
      let page = await scan(from, isFiltered ? LOOKED_AT_ONCE : limit);
      if (page.isErr()) return err(page.error);
      const last = indexOfMatch(page.value.items, filter, limit - items.length);
      // The page ends with its last item, wherever that was among those that were looked at.
      if (last < page.value.items.length - 1) page = await scan(from, last + 1);
      if (page.isErr()) return err(page.error);
      const found = page.value.items.map(({ value }) => value).filter((record) => matches(record, filter));
      items.push(...found.map(toAuditRecord));
      ({ next } = page.value);
      if (next === null) break;
    }
    return ok({ items, nextCursor: next === null ? null : this.cursors.encode(`audit/${tenantId}`, next) });
  }
}

/** Where the match is that makes it `wanted` of them; at the end when there are fewer. */
function indexOfMatch(items: readonly { readonly value: AuditRecord }[], filter: AuditFilter, wanted: number): number {
  let found = 0;
  for (const [index, { value }] of items.entries()) {
    if (matches(value, filter)) found += 1;
    if (found === wanted) return index;
  }
  return items.length - 1;
}
