/** Whether the server is on its way out. Streams end with it; new work is refused from then on. */
export class Drain {
  private readonly controller = new AbortController();

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
