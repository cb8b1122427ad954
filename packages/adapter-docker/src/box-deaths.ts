import type { Duplex } from 'node:stream';
import type { Engine } from './engine.js';
import { statusOf } from './to-runtime-error.js';

/** How long the last words of a box may take to arrive after its end is known. */
const LAST_WORDS_MS = 500;

interface Watched {
  readonly streams: Set<Duplex>;
  readonly unwanted: AbortController;
}

/** Ends the streams of boxes that are dead: an engine may leave them open, as Docker does when a sandbox goes with all that is in it. */
export class BoxDeaths {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly engine: Engine) {}

  watch(boxId: string, stream: Duplex): void {
    const known = this.watched.get(boxId);
    const { streams, unwanted } = known ?? { streams: new Set(), unwanted: new AbortController() };
    streams.add(stream);
    stream.once('close', () => {
      streams.delete(stream);
      if (streams.size > 0) return;
      unwanted.abort();
      if (this.watched.get(boxId)?.streams === streams) this.watched.delete(boxId);
    });
    if (known !== undefined) return;
    this.watched.set(boxId, { streams, unwanted });
    void this.await(boxId, { streams, unwanted });
  }

  private async await(boxId: string, { streams, unwanted }: Watched): Promise<void> {
    const dead = await this.hasEnded(boxId, unwanted.signal);
    if (unwanted.signal.aborted) return;
    this.watched.delete(boxId);
    if (!dead) return;
    setTimeout(() => {
      for (const stream of [...streams]) stream.destroy();
    }, LAST_WORDS_MS);
  }

  /** True when the box has; false when the engine does not tell, whose own end breaks the streams. */
  private async hasEnded(boxId: string, abortSignal: AbortSignal): Promise<boolean> {
    try {
      const docker = await this.engine.docker();
      await docker.getContainer(boxId).wait({ abortSignal });
      return true;
    } catch (cause) {
      return statusOf(cause) === 404;
    }
  }
}
