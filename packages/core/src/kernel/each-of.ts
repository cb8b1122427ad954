/**
 * Does `work` for each of `items`, at most `most` of them at the same time, and gives what it gave in their order. None is under way
 * when it resolves or rejects: after the first that throws no more begin.
 */
export async function eachOf<Item, T>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<T>,
): Promise<readonly T[]> {
  const results = new Array<T>(items.length);
  const queue = items.entries();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (hasFailed) return;
      try {
        results[index] = await work(item);
      } catch (thrown) {
        hasFailed = true;
        throw thrown;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(most, items.length) }, worker));
  for (const settled of workers) if (settled.status === 'rejected') throw settled.reason;
  return results;
}
