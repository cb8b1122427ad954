import { setMaxListeners } from 'node:events';

/** Whether the server is on its way out. Streams end with it; new work is refused from then on. */
export class Drain {
  private readonly controller = new AbortController();

  constructor() {
    // Every stream of events listens, and there are as many as there are clients.
    setMaxListeners(0, this.controller.signal);
  }

  get active(): boolean {
    return this.controller.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.controller.abort();
  }
}
