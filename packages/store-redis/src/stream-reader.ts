import { streamLogClosed, streamNotFound, type StreamEvent, type StreamLogError } from '@carrel/core/streams';
import { chunksFrom } from './chunk-entries.js';
import type { LiveStream } from './live-stream.js';
import type { LiveStreams } from './live-streams.js';
import type { RedisLink } from './redis-link.js';
import { toStreamError } from './to-stream-error.js';
import { readPage, type StreamPage } from './stream-page.js';

export interface StreamReaderOptions {
  readonly link: RedisLink;
  readonly live: LiveStreams;
  readonly key: string;
  readonly from: number;
  /** What opening the reading found: what it gives first. */
  readonly opened: StreamPage;
  /** How long it looks for Redis before it fails, in milliseconds. */
  readonly patienceMs: number;
}

type Events<T = undefined> = Generator<StreamEvent, T, undefined>;
type LaterEvents<T = undefined> = AsyncGenerator<StreamEvent, T, undefined>;

/** How long a reader waits before it looks into Redis without being told to. Clusters may lose what is published. */
const CHECK_MS = 15_000;
const CLUSTER_CHECK_MS = 1_000;

/** One reading: what is kept, page by page, then what is published. */
export class StreamReader {
  private at: number;
  /** What the live stream was when Redis was last looked into: what is published since is complete. */
  private epoch = 0;

  constructor(private readonly options: StreamReaderOptions) {
    this.at = options.from;
  }

  async *events(over: AbortSignal): LaterEvents {
    const { live, key, opened } = this.options;
    let page: StreamPage | StreamLogError | null = opened;
    let stream: LiveStream | null = null;
    try {
      while (!over.aborted && page !== null) {
        if ('type' in page) {
          yield { type: 'failed', error: page };
          return;
        }
        if (yield* this.kept(page)) return;
        if (this.at >= page.next) {
          stream ??= live.join(key);
          stream.checkIn(Math.max(1, Math.min(page.leftMs + 1, this.checkMs())));
          if (yield* this.published(stream, over)) return;
        }
        page = await this.look(stream, over);
      }
    } finally {
      if (stream !== null) live.leave(key);
    }
  }

  /** What the page has; whether that is all there ever is. */
  private *kept({ first, next, end, runs }: StreamPage): Events<boolean> {
    if (this.at < first) yield this.skipTo(first);
    const begin = runs.find((run) => run.end > this.at)?.start ?? next;
    // Redis was made to drop what should be there.
    if (this.at < begin) yield this.skipTo(begin);
    // Not `flatMap`, which takes longer than all the rest.
    const chunks = ([] as string[]).concat(
      ...runs.filter(({ end: to }) => to > this.at).map((run) => chunksFrom(run, this.at)),
    );
    if (chunks.length > 0) yield this.advance(chunks);
    if (end === null || this.at < next) return false;
    yield { type: 'end', position: next, end };
    return true;
  }

  /** What is published from here on, until Redis must be looked into; whether that was all there ever is. */
  private async *published(stream: LiveStream, over: AbortSignal): LaterEvents<boolean> {
    const { life } = this.options.opened;
    while (!over.aborted && stream.epoch === this.epoch) {
      const chunks = stream.take(life, this.at);
      const end = stream.endAt(life, this.at);
      if (chunks !== null) yield this.advance(chunks);
      else if (end !== null) {
        yield { type: 'end', ...end };
        return true;
      } else if (stream.isBehind(life, this.at)) return false;
      else await stream.change(over);
    }
    return false;
  }

  private skipTo(to: number): StreamEvent {
    const from = this.at;
    this.at = to;
    return { type: 'gap', from, to };
  }

  private advance(chunks: readonly string[]): StreamEvent {
    const position = this.at;
    this.at += chunks.length;
    return { type: 'chunks', position, chunks };
  }

  /** `null` when `over` fires first. */
  private async look(stream: LiveStream | null, over: AbortSignal): Promise<StreamPage | StreamLogError | null> {
    const { link, key, opened, patienceMs } = this.options;
    this.epoch = stream?.epoch ?? 0;
    const deadline = link.options.clock.now() + patienceMs;
    try {
      const page = await unlessOver(readPage(link, key, { from: this.at, deadline }), over);
      if (page === OVER) return null;
      return page?.life === opened.life ? page : streamNotFound();
    } catch (cause) {
      return link.isOpen ? toStreamError(cause) : streamLogClosed();
    }
  }

  private checkMs(): number {
    return this.options.link.isCluster ? CLUSTER_CHECK_MS : CHECK_MS;
  }
}

const OVER = Symbol('over');

/** What `work` gives, or `OVER` as soon as `over` fires. */
async function unlessOver<T>(work: Promise<T>, over: AbortSignal): Promise<T | typeof OVER> {
  let leave = (): void => undefined;
  const left = new Promise<typeof OVER>((resolve) => {
    leave = () => {
      resolve(OVER);
    };
    over.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    over.removeEventListener('abort', leave);
  }
}
