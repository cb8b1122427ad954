import { ResultAsync, type Result } from './result.js';

/**
 * Acquires a resource, uses it, and releases it on every path: success, error and exception.
 *
 * `safeTry` does not run `finally` when it yields an error, so whatever must be given back goes through here.
 * `release` runs once, after `use` settled, and must not throw. An exception of `use` is thrown on after the release.
 */
export function useResource<R, T, E1, E2>(
  acquire: () => ResultAsync<R, E1>,
  use: (resource: R) => ResultAsync<T, E2>,
  release: (resource: R) => Promise<void> | void,
): ResultAsync<T, E1 | E2> {
  return new ResultAsync<T, E1 | E2>(run(acquire, use, release));
}

async function run<R, T, E1, E2>(
  acquire: () => ResultAsync<R, E1>,
  use: (resource: R) => ResultAsync<T, E2>,
  release: (resource: R) => Promise<void> | void,
): Promise<Result<T, E1 | E2>> {
  const acquired = await acquire();
  if (acquired.isErr()) return acquired as Result<T, E1 | E2> & typeof acquired;
  try {
    return await use(acquired.value);
  } finally {
    await release(acquired.value);
  }
}
