import type { Result, ResultAsync } from '@carrel/core/kernel';
import type { WorkWatch } from '@carrel/core/store';
import type { FdbView } from './fdb-view.js';

/** Runs work on a view until it ends, or gives `null` when its time is over; closes the view either way. */
export function runWork<V extends FdbView, T, E>(
  watch: WorkWatch,
  view: V,
  work: (view: V) => ResultAsync<T, E>,
): Promise<Result<T, E> | null> {
  return new Promise((resolve, reject) => {
    const watched = watch.begin(() => {
      view.close();
      resolve(null);
    });
    const end = () => {
      watch.end(watched);
      view.close();
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
        resolve(result);
      }, fail);
    } catch (thrown) {
      fail(thrown);
    }
  });
}
