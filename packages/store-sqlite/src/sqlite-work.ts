import { err, type Result, type ResultAsync } from '@carrel/core/kernel';
import { storeContention, type StoreError, type WorkWatch } from '@carrel/core/store';
import type { SqliteView } from './sqlite-view.js';

/** Runs `work` on `view` until it ends or its time is over, and closes the view either way. */
export function runWork<V extends SqliteView, T, E>(
  watch: WorkWatch,
  view: V,
  work: (view: V) => ResultAsync<T, E>,
): Promise<Result<T, E | StoreError>> {
  return new Promise((resolve, reject) => {
    const watched = watch.begin(() => {
      view.close();
      resolve(err(storeContention()));
    });
    const end = () => {
      watch.end(watched);
      view.close();
    };
    const fail = (thrown: unknown) => {
      end();
      reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
    };
    try {
      void work(view).then((result) => {
        end();
        resolve(result);
      }, fail);
    } catch (thrown) {
      fail(thrown);
    }
  });
}
