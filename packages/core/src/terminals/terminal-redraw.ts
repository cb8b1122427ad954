import { delay, type Clock } from '../kernel/index.js';
import type { TerminalSize } from '../runtime/index.js';

/** How often a program is told at most. */
const EVERY_MS = 1_000;
/** How long it has another size; without a while it would see none of it. */
const OTHER_SIZE_MS = 60;

export interface RedrawDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The size that the terminal has by now. */
  readonly size: () => TerminalSize;
  readonly resize: (size: TerminalSize) => Promise<void>;
}

/** Has the program of a terminal draw its whole screen, by one row less for a moment. Programs redraw for no lesser reason. */
export class TerminalRedraw {
  private isWanted = false;
  private isBusy = false;

  constructor(private readonly deps: RedrawDeps) {}

  ask(): void {
    this.isWanted = true;
    if (!this.isBusy) void this.run();
  }

  private async run(): Promise<void> {
    const { clock, resize, signal, size } = this.deps;
    this.isBusy = true;
    while (this.isWanted && !signal.aborted) {
      this.isWanted = false;
      const { cols, rows } = size();
      await resize({ cols, rows: rows > 1 ? rows - 1 : 2 });
      await delay(clock, OTHER_SIZE_MS, signal);
      await resize(size());
      await delay(clock, EVERY_MS, signal);
    }
    this.isBusy = false;
  }
}
