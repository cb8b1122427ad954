import type { RuntimeHandle } from '@carrel/core/runtime';
import { isSameBox } from './box-labels.js';
import type { Box } from './box.js';

/** How many that were made and never started are remembered. */
const MAX_REMEMBERED = 1_000;

/** Boxes as the engine showed them when this process made them, each for the one start that follows. */
export class FreshBoxes {
  private readonly boxes = new Map<string, Box>();

  keep(box: Box): void {
    this.boxes.set(box.info.handle.boxId, box);
    const [oldest] = this.boxes.keys();
    if (this.boxes.size > MAX_REMEMBERED && oldest !== undefined) this.boxes.delete(oldest);
  }

  /** The box as it was made; `null` when it was taken before, or somebody else made it. */
  take(handle: RuntimeHandle): Box | null {
    const box = this.boxes.get(handle.boxId);
    this.boxes.delete(handle.boxId);
    return box !== undefined && isSameBox(box.info.handle, handle) ? box : null;
  }

  forget(boxId: string): void {
    this.boxes.delete(boxId);
  }
}
