import { pause } from './call-scope.js';
import { protocolFault, type ClientError } from './errors.js';
import { path, type Http } from './http.js';
import { openLink } from './open-link.js';
import { Reconnects } from './reconnects.js';
import { judgeClose, socketVerdict, type Closed, type SocketVerdict } from './socket-closing.js';
import type { SocketLink } from './socket-link.js';
import type { StreamEvent } from './stream-event.js';
import { StreamPositions } from './stream-positions.js';
import { UnreadEvents } from './unread-events.js';

interface Reading {
  readonly from: number;
  readonly signal: AbortSignal | undefined;
}

/** A stream over WebSockets, across as many as it needs: each goes on behind the last chunk that came. */
export async function* readStreamSocket(
  http: Http,
  id: string,
  { from, signal }: Reading,
): AsyncGenerator<StreamEvent, void, void> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  if (signal?.aborted === true) return;
  signal?.addEventListener('abort', stop, { once: true });
  try {
    yield* connections(http, { id, positions: new StreamPositions(from), signal: controller.signal });
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

interface Place {
  readonly id: string;
  readonly positions: StreamPositions;
  readonly signal: AbortSignal;
}

async function* connections(http: Http, place: Place): AsyncGenerator<StreamEvent, void, void> {
  const { positions, signal } = place;
  const reconnects = new Reconnects(http.options.retry);
  while (!signal.aborted) {
    reconnects.begin();
    const from = positions.next;
    const connection = new StreamConnection(http, place);
    const closed = connection.run();
    for await (const event of connection.events) {
      if (signal.aborted) return;
      yield event;
      if (event.type === 'end') return;
    }
    const close = await closed;
    if (signal.aborted) return;
    // What was not taken in time stays with the server, until all that came was read.
    if (connection.gaveUp) continue;
    const { fault } = connection;
    const verdict: SocketVerdict =
      fault === null
        ? await judgeClose(http, close, { signal, verdictOf: socketVerdict })
        : { kind: 'failed', error: fault };
    if (signal.aborted) return;
    const lived = { isReady: 'wasOpen' in close.close && close.close.wasOpen, hasBrought: positions.next > from };
    const delayMs = reconnects.delayAfter(verdict, lived);
    if (delayMs === null) {
      yield { type: 'failed', error: verdict.error };
      return;
    }
    await pause(delayMs, signal);
  }
}

/** One connection of a reading. */
class StreamConnection {
  /** Those that came and were not read; over when the connection is. */
  readonly events = new UnreadEvents<StreamEvent>((event) => (event.type === 'chunk' ? 2 * event.text.length : 0));
  fault: ClientError | null = null;
  gaveUp = false;
  private link: SocketLink | null = null;

  constructor(
    private readonly http: Http,
    private readonly place: Place,
  ) {}

  /** How it ended. */
  async run(): Promise<Closed> {
    const { id, positions, signal } = this.place;
    const stop = () => this.link?.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const at = `${path`/ws/streams/${id}`}?from=${String(positions.next)}`;
      const opened = await openLink(this.http, at, { signal, onMessage: (data) => this.take(data) });
      if (opened.isErr()) return { close: opened.error, token: '' };
      const { link, token } = opened.value;
      this.link = link;
      return { close: await link.closed, token };
    } finally {
      signal.removeEventListener('abort', stop);
      this.events.end();
    }
  }

  private take(data: unknown): void {
    const message = messageIn(data);
    if (message === null) return this.break('A message of a stream that is none.');
    const meaning = this.place.positions.meaning(message.type, message as never);
    if (meaning.kind === 'wrong') return this.break(meaning.detail);
    if (meaning.kind !== 'item' && meaning.kind !== 'last') return;
    this.events.push(meaning.item);
    if (this.events.unread <= this.http.options.maxUnreadBytes) return;
    this.gaveUp = true;
    this.link?.close();
  }

  private break(detail: string): void {
    this.fault = protocolFault(detail);
    this.link?.close();
  }
}

function messageIn(data: unknown): { readonly type: string } | null {
  if (typeof data !== 'string') return null;
  try {
    const message = JSON.parse(data) as { readonly type?: unknown } | null;
    return typeof message?.type === 'string' ? (message as { readonly type: string }) : null;
  } catch {
    return null;
  }
}
