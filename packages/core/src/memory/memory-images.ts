import { aborted, delay, err, ok, SharedWork, type Clock, type ResultAsync } from '../kernel/index.js';
import type { WorkspaceImage } from '../languages/index.js';
import type { CallOptions, RuntimeError } from '../runtime/index.js';

/** How images are made, as far as they are simulated. */
export interface MemoryImageOptions {
  /** What the making of one says, in order. @default `installing` and the name, for each of its packages */
  readonly lines?: readonly string[];
  /** How long each line takes, in milliseconds. @default 0 */
  readonly lineMs?: number;
}

/** The images of a memory runtime: they hold nothing, but are there or not, and take their time to be made. */
export class MemoryImages {
  private readonly work = new SharedWork<string, void, RuntimeError, string>('preparing an image');

  constructor(
    private readonly there: Set<string>,
    private readonly clock: Clock,
    private readonly options: MemoryImageOptions,
  ) {}

  has(tag: string): boolean {
    return this.there.has(tag);
  }

  prepare(
    { packages, tag }: WorkspaceImage,
    { signal, onProgress }: CallOptions & { readonly onProgress?: (line: string) => void },
  ): ResultAsync<void, RuntimeError> {
    const { lines = packages.map((name) => `installing ${name}`), lineMs = 0 } = this.options;
    const make = async (task: { readonly signal: AbortSignal; readonly tell: (line: string) => void }) => {
      for (const line of this.has(tag) ? [] : lines) {
        task.tell(line);
        await delay(this.clock, lineMs, task.signal);
        if (task.signal.aborted) return err(aborted('preparing an image'));
      }
      this.there.add(tag);
      return ok(undefined);
    };
    return this.work.join(tag, make, { signal, onNote: onProgress });
  }
}
