import { err, ok, ResultAsync, type Result } from '../kernel/index.js';
import type { Collection, ReadView, ScanOptions, ScanPage, ScanPosition, StoreError } from '../store/index.js';

/** How many records one read takes. */
const PAGE = 500;

/** Every record of a collection, or of an index of it, in one view. Only for what another rule keeps short. */
export function scanAll<R extends object>(
  view: ReadView,
  collection: Collection<R>,
  options: Pick<ScanOptions, 'index' | 'prefix'> = {},
): ResultAsync<readonly R[], StoreError> {
  return new ResultAsync(collect(view, collection, options));
}

async function collect<R extends object>(
  view: ReadView,
  collection: Collection<R>,
  options: Pick<ScanOptions, 'index' | 'prefix'>,
): Promise<Result<readonly R[], StoreError>> {
  const all: R[] = [];
  let after: ScanPosition | null = null;
  do {
    const rest: { readonly after?: ScanPosition } = after === null ? {} : { after };
    const page: Result<ScanPage<R>, StoreError> = await view.scan(collection, { ...options, ...rest, limit: PAGE });
    if (page.isErr()) return err(page.error);
    all.push(...page.value.items.map(({ value }) => value));
    after = page.value.next;
  } while (after !== null);
  return ok(all);
}
