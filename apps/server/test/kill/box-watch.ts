import { setTimeout } from 'node:timers/promises';
import type { EngineTruth, FoundBox } from './engine-truth.js';

const EVERY_MS = 250;

/** Looks again and again whether a session ever has two boxes of one life, or two that run. */
export class BoxWatch {
  private readonly seen = new Set<string>();
  private looks = 0;
  private mostBoxes = 0;

  constructor(private readonly truth: EngineTruth) {}

  get problems(): readonly string[] {
    return [...this.seen];
  }

  get summary(): string {
    return `${String(this.looks)} looks, at most ${String(this.mostBoxes)} boxes at once`;
  }

  async watch(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      this.judge(await this.truth.containers());
      await setTimeout(EVERY_MS);
    }
  }

  private judge(containers: readonly FoundBox[]): void {
    const boxes = containers.filter(({ sessionId }) => sessionId !== null);
    this.looks += 1;
    this.mostBoxes = Math.max(this.mostBoxes, boxes.length);
    for (const [one, other] of pairs(boxes)) {
      if (one.sessionId !== other.sessionId) continue;
      if (one.incarnation === other.incarnation) this.note('two boxes of one life', one, other);
      if (one.state === 'running' && other.state === 'running') this.note('two running boxes', one, other);
    }
  }

  private note(what: string, { sessionId, incarnation }: FoundBox, other: FoundBox): void {
    this.seen.add(
      `${what} of ${sessionId ?? ''}: ${String(incarnation)} ${String(other.incarnation)} (${other.state})`,
    );
  }
}

function pairs<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const));
}
