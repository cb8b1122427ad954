import { err, MAX_PAGE_LIMIT, ok, ResultAsync, type Page, type PageRequest, type Result } from '../kernel/index.js';

/** Every item of a list, page after page. Only for lists that another rule keeps short. */
export function everyItem<T, E>(read: (request: PageRequest) => ResultAsync<Page<T>, E>): ResultAsync<readonly T[], E> {
  return new ResultAsync(collect(read));
}

async function collect<T, E>(
  read: (request: PageRequest) => ResultAsync<Page<T>, E>,
): Promise<Result<readonly T[], E>> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Result<Page<T>, E> = await read({ limit: MAX_PAGE_LIMIT, ...(cursor === null ? {} : { cursor }) });
    if (page.isErr()) return err(page.error);
    items.push(...page.value.items);
    cursor = page.value.nextCursor;
  } while (cursor !== null);
  return ok(items);
}
