export interface EventuallyOptions {
  /** How long to go on asking, in milliseconds. @default 30000 */
  readonly withinMs?: number;
  /** How long to wait between two attempts, in milliseconds. @default 20 */
  readonly everyMs?: number;
}

/** Runs `check` until it does not throw, and gives what it returned; throws what it threw last when the time is over. */
export async function eventually<T>(
  check: () => Promise<T> | T,
  { withinMs = 30_000, everyMs = 20 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
