/** How many records one read of a sweep takes. */
export const SWEEP_PAGE = 200;
/** How many things a sweep does side by side. */
const AT_ONCE = 8;

/** The parts of `items`, each as long as a read may be. */
export function pagesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / SWEEP_PAGE);
  return Array.from({ length: count }, (_, page) => items.slice(page * SWEEP_PAGE, (page + 1) * SWEEP_PAGE));
}

/** Does `work` for each of `items`, some at once, so that one that takes long holds up few. */
export async function forEachOf<T>(items: readonly T[], work: (item: T, at: number) => Promise<void>): Promise<void> {
  const rest = items.entries();
  const hand = async () => {
    for (const [at, item] of rest) await work(item, at);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, hand));
}
