import type { Carrel } from '@carrel/core';
import { errAsync, okAsync, type Caller, type ResultAsync, type SessionId } from '@carrel/core/kernel';
import { fileOutsideRoot } from '@carrel/core/runtime';
import type { ApiError } from '@carrel/server-express';
import { insidePath } from '../sandbox-path.js';
import { findSession } from '../sandboxes.js';

/** Where files are, and who asks for them. */
export interface FileCall {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly sessionId: SessionId;
  readonly root: string;
  readonly signal: AbortSignal;
}

/** The paths as Carrel has them, once it is known that they are of a sandbox. `file/outside-root` for one that is not in the workspace. */
export function filePaths(
  { carrel, caller, sessionId, root }: FileCall,
  paths: readonly string[],
): ResultAsync<readonly string[], ApiError> {
  return findSession(carrel, caller, sessionId).andThen(() => {
    const inside: string[] = [];
    for (const path of paths) {
      const found = insidePath(path, root);
      if (found === null) return errAsync(fileOutsideRoot(path));
      inside.push(found);
    }
    return okAsync(inside);
  });
}

/** One thing after the other, up to the first that fails. */
export function inTurn<T, U>(
  items: readonly T[],
  task: (item: T) => ResultAsync<U, ApiError>,
): ResultAsync<readonly U[], ApiError> {
  return items.reduce<ResultAsync<readonly U[], ApiError>>(
    (before, item) => before.andThen((done) => task(item).map((one) => [...done, one])),
    okAsync([]),
  );
}
