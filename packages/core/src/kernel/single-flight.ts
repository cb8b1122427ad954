/**
 * Lets callers that want the same thing at the same time share one piece of work.
 *
 * While the work for a key is under way, `run` returns the promise already made; when it has settled the key is free.
 */
export class SingleFlight<Key, Value> {
  private readonly flights = new Map<Key, Promise<Value>>();

  run(key: Key, work: () => Promise<Value>): Promise<Value> {
    const running = this.flights.get(key);
    if (running !== undefined) return running;
    const flight = work().finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }

  /** The work under way for `key`, if there is any. */
  get(key: Key): Promise<Value> | undefined {
    return this.flights.get(key);
  }

  /** Resolves when the work that is under way now has settled, for `key` or for all. */
  async settled(key?: Key): Promise<void> {
    const running = key === undefined ? [...this.flights.values()] : [this.flights.get(key) ?? Promise.resolve()];
    await Promise.allSettled<unknown>(running);
  }

  /** How many pieces of work are under way. */
  get size(): number {
    return this.flights.size;
  }
}
