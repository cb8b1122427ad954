/**
 * An iteration that ends quietly when `signal` fires, and when its reader leaves, also while it waits for its next item.
 *
 * @param generate gets the signal that says so; whatever it waits for must end with it. Called anew for each reader.
 */
export function stoppable<T>(
  generate: (over: AbortSignal) => AsyncIterator<T, undefined, undefined>,
  signal?: AbortSignal,
): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => iterate(generate, signal) };
}

function iterate<T>(
  generate: (over: AbortSignal) => AsyncIterator<T, undefined, undefined>,
  signal: AbortSignal | undefined,
): AsyncIterator<T, undefined> {
  const over = new AbortController();
  const stop = () => {
    signal?.removeEventListener('abort', stop);
    over.abort();
  };
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const items = generate(over.signal);
  return {
    async next() {
      const item = await items.next();
      if (item.done === true) stop();
      return item;
    },
    // A generator that waits would only return after what it waits for.
    async return() {
      stop();
      await items.return?.();
      return { done: true, value: undefined };
    },
  };
}
