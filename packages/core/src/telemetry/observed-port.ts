type Method = (...args: readonly unknown[]) => unknown;

/** What stands before the methods of a port: each is given the method and what it is called with. */
export type Wrapper = (call: Method, name: string) => Method;

/**
 * `port` with `wrap` around its methods; what is no method is read from it each time. What the port gains in methods later is
 * wrapped as well.
 *
 * @param without the names of methods that are left as they are.
 */
export function observedPort<P extends object>(port: P, wrap: Wrapper, without: readonly (keyof P & string)[] = []): P {
  const methods = new Map<string | symbol, { readonly from: unknown; readonly method: Method }>();
  const plain: ReadonlySet<string | symbol> = new Set<string>(without);
  return new Proxy(port, {
    get(target, name) {
      const from: unknown = Reflect.get(target, name, target);
      if (typeof from !== 'function') return from;
      const known = methods.get(name);
      if (known?.from === from) return known.method;
      const bound: Method = (...args) => Reflect.apply(from, target, args) as unknown;
      const method = typeof name === 'symbol' || plain.has(name) ? bound : wrap(bound, name);
      methods.set(name, { from, method });
      return method;
    },
  });
}
