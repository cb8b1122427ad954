import { err, type Result, type ResultAsync } from '@carrel/core/kernel';
import { storeContention, type StoreError, type WorkWatch } from '@carrel/core/store';
import type { SqliteView } from './sqlite-view.js';

interface SqliteWork<V extends SqliteView, T, E> {
  readonly watch: WorkWatch;
  readonly view: V;
  readonly work: (view: V) => ResultAsync<T, E>;
  /** Called when the view has been closed. */
  readonly ended?: () => void;
  /** What gives the result instead, when the view turned out not to be of one state. */
  readonly again?: () => ResultAsync<T, E | StoreError>;
}

/** Runs work on a view until it ends or its time is over, and closes the view either way. */
export function runWork<V extends SqliteView, T, E>(run: SqliteWork<V, T, E>): Promise<Result<T, E | StoreError>> {
  const { watch, view, work, ended, again } = run;
  return new Promise((resolve, reject) => {
    const close = () => {
      view.close();
      ended?.();
    };
    const watched = watch.begin(() => {
      close();
      resolve(err(storeContention()));
    });
    const end = () => {
      const inTime = watch.end(watched);
      if (inTime) close();
    };
    const fail = (thrown: unknown) => {
      end();
      // What the caller's own work threw goes on as it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(thrown);
    };
    try {
      void work(view).then((result) => {
        end();
        resolve(view.isOutdated && again !== undefined ? again() : result);
      }, fail);
    } catch (thrown) {
      fail(thrown);
    }
  });
}
