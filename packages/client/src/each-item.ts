import { CarrelClientException, type Outcome } from './result.js';
import type { Page, PageRequest } from './types.js';

/**
 * Every item of a list, page by page.
 *
 * @throws CarrelClientException when a page cannot be read.
 * @example
 * for await (const session of eachItem((page) => client.sessions.list({ ...page, kind: 'room' }))) console.log(session.name);
 */
export async function* eachItem<T>(list: (page: PageRequest) => Outcome<Page<T>>): AsyncGenerator<T, void, void> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await list(cursor === undefined ? {} : { cursor });
    if (page.isErr()) throw new CarrelClientException(page.error);
    yield* page.value.items;
    cursor = page.value.nextCursor;
  }
}
