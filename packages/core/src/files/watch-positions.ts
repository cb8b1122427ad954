import type { WatchEvent } from '../runtime/index.js';

/** How many positions each life of a workspace has: far more than it can use, and enough lives below what a number holds exactly. */
const POSITIONS_OF_A_LIFE = 2 ** 32;

/**
 * The positions of watches in one life of a workspace, as the session counts them: those of each life are past those of the lives
 * before, so that a reader of an earlier one is told of what it missed, and never takes new events for the ones it waits for.
 */
export class WatchPositions {
  private readonly first: number;

  constructor(incarnation: number) {
    this.first = (incarnation - 1) * POSITIONS_OF_A_LIFE;
  }

  /** Where to begin in the workspace. */
  inLife(from: number): number {
    return Math.max(0, from - this.first);
  }

  /** The events with the positions of the session, after a gap where `from` is of an earlier life. */
  async *inSession(
    events: AsyncIterable<WatchEvent>,
    from: number | undefined,
  ): AsyncGenerator<WatchEvent, void, void> {
    if (from !== undefined && from < this.first) yield { type: 'gap', from, to: this.first };
    for await (const event of events) yield this.shifted(event);
  }

  private shifted(event: WatchEvent): WatchEvent {
    if (event.type === 'failed') return event;
    if (event.type === 'gap') return { ...event, from: event.from + this.first, to: event.to + this.first };
    return { ...event, position: event.position + this.first };
  }
}
