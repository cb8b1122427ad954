import { delay, type Clock, type Result, type ResultAsync } from '../kernel/index.js';

const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 1_280;

/**
 * Does `work` again for a moment, about 2.5 s in all, while it fails with one of these types: what stands in its way, such as
 * processes that are being killed, may soon be gone.
 */
export async function tryAgain<T, E extends { readonly type: string }>(
  clock: Clock,
  types: readonly E['type'][],
  work: () => ResultAsync<T, E>,
): Promise<Result<T, E>> {
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const done = await work();
    if (done.isOk() || !types.includes(done.error.type) || pause > LAST_PAUSE_MS) return done;
    await delay(clock, pause);
  }
}
