import { DocumentBytes, documentBytes } from './document-bytes.js';

interface Known {
  readonly clock: number;
  readonly state: Uint8Array;
}

/** States of clients that wait to be sent: of each the newest alone. */
export class AwarenessBacklog {
  private readonly states = new Map<number, Known>();

  get isEmpty(): boolean {
    return this.states.size === 0;
  }

  /** Takes an awareness update of the server's own. What is not one adds nothing. */
  add(update: Uint8Array): void {
    const bytes = new DocumentBytes(update);
    const count = bytes.uint() ?? 0;
    for (let index = 0; index < count; index += 1) {
      const [client, clock, state] = [bytes.uint(), bytes.uint(), bytes.view()];
      if (client === null || clock === null || state === null) return;
      const known = this.states.get(client);
      // With the same clock a state is the end of the client.
      if (known === undefined || known.clock <= clock) this.states.set(client, { clock, state });
    }
  }

  /** All of them as one awareness update; there are none left. */
  take(): Uint8Array {
    const parts = [...this.states].flatMap(([client, { clock, state }]) => [client, clock, state]);
    const update = documentBytes([this.states.size, ...parts]);
    this.states.clear();
    return update;
  }
}

/** Says nothing of anybody: it shows that the server is there. */
export const NO_AWARENESS: Uint8Array = Uint8Array.of(0);
