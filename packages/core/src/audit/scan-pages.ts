import { err, ok, type Result } from '../kernel/index.js';
import type { Collection, RecordStore, ScanOptions, ScanPage, ScanPosition, StoreError } from '../store/index.js';

/** What a scan finds, page by page, each of a state of its own. A failure is the last thing that it gives. */
export async function* scanPages<R extends object>(
  store: RecordStore,
  records: Collection<R>,
  options: ScanOptions,
): AsyncGenerator<Result<readonly R[], StoreError>, void> {
  let after: ScanPosition | null = null;
  do {
    const range: ScanOptions = after === null ? options : { ...options, after };
    const page: Result<ScanPage<R>, StoreError> = await store.read((view) => view.scan(records, range));
    if (page.isErr()) {
      yield err(page.error);
      return;
    }
    yield ok(page.value.items.map(({ value }) => value));
    after = page.value.next;
  } while (after !== null);
}
