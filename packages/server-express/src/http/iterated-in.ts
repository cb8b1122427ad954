/**
 * `items`, made within what `within` restores each time that one is asked for.
 *
 * @param begin called when the first is asked for; what it gives is called once, when there are no more.
 */
export function iteratedIn<T>(
  items: AsyncIterable<T>,
  within: <R>(work: () => R) => R,
  begin: () => () => void = () => () => undefined,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = within(() => items[Symbol.asyncIterator]());
      let end: (() => void) | undefined = begin();
      const over = () => {
        end?.();
        end = undefined;
      };
      const next = async (): Promise<IteratorResult<T, unknown>> => {
        try {
          const result = await within(() => iterator.next());
          if (result.done === true) over();
          return result;
        } catch (thrown) {
          over();
          throw thrown;
        }
      };
      const leave = async (): Promise<IteratorResult<T, unknown>> => {
        over();
        return (await within(() => iterator.return?.())) ?? { done: true, value: undefined };
      };
      return { next, return: leave };
    },
  };
}
