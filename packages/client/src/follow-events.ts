import { backOff } from './back-off.js';
import { pause, unlessAborted } from './call-scope.js';
import { EventParser, type ParsedEvent } from './event-parser.js';
import { protocolFault, toProblem, unreachable, type ClientError } from './errors.js';
import type { Http, QueryValue } from './http.js';
import { chunksOf } from './read-bytes.js';

/** The last event of a reading that cannot go on. What was read is still over nowhere: read on from there later. */
export interface FollowFailed {
  readonly type: 'failed';
  readonly error: ClientError;
}

/** What one event of the wire means to who reads. */
export type Meaning<E> =
  | { readonly kind: 'item'; readonly item: E }
  /** Behind it comes nothing. */
  | { readonly kind: 'last'; readonly item: E }
  /** Nothing, such as one that was handed on before. */
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong'; readonly detail: string };

export interface Followed<E> {
  readonly path: string;
  /** Where it begins; behind the first event with an id it goes on from that. */
  readonly query: Readonly<Record<string, QueryValue>>;
  readonly meaning: (event: string, data: never) => Meaning<E>;
  /** What to tell when it begins again without having seen a position, so that something may be missed. */
  readonly missed?: E;
}

export interface FollowOptions {
  /** Ends the reading quietly. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The events of an event stream, read as fast as they are taken, across as many connections as it needs: each goes on behind the
 * last event that had a position. Ends behind the last event, by `signal`, or with `failed`: at once for what does not pass, and
 * else when nothing was reached for `retry.reconnectForMs`.
 */
export async function* followEvents<E>(
  http: Http,
  followed: Followed<E>,
  { signal }: FollowOptions,
): AsyncGenerator<E | FollowFailed, void, void> {
  const { retry } = http.options;
  let lastId: string | undefined;
  let attempt = 0;
  let wasOpen = false;
  let goodAt = Date.now();
  while (!isOver(signal)) {
    const reading = new EventReading(http, followed, lastId);
    let end: ReadingEnd | null = null;
    try {
      for await (const step of reading.steps(signal)) {
        if (step.type === 'ended') {
          end = step.end;
          break;
        }
        if (step.type === 'opened') {
          if (wasOpen && lastId === undefined && followed.missed !== undefined) yield followed.missed;
          wasOpen = true;
          continue;
        }
        if (step.id !== undefined) lastId = step.id;
        [attempt, goodAt] = [0, Date.now()];
        const { meaning } = step;
        if (meaning.kind === 'item' || meaning.kind === 'last') yield meaning.item;
        if (meaning.kind === 'last') return;
      }
    } finally {
      reading.close();
    }
    if (isOver(signal)) return;
    const { error, livedMs, retryMs, wasOpened } = end ?? LOST;
    // One that stood for a while was a good one, also when there was nothing to tell.
    if (livedMs >= retry.maxDelayMs) [attempt, goodAt] = [0, Date.now()];
    // A token that ran out on the way is replaced when the next connection is opened.
    const mayPass = error.retryable || (wasOpened && error.status === 401);
    if (!mayPass || Date.now() - goodAt > retry.reconnectForMs) {
      yield { type: 'failed', error };
      return;
    }
    attempt += 1;
    await pause(Math.max(retryMs ?? 0, backOff(attempt, retry, error)), signal);
  }
}

interface ReadingEnd {
  readonly error: ClientError;
  readonly wasOpened: boolean;
  readonly livedMs: number;
  readonly retryMs: number | undefined;
}

const LOST: ReadingEnd = { error: unreachable(), wasOpened: false, livedMs: 0, retryMs: undefined };

type ReadingStep<E> =
  | { readonly type: 'opened' }
  | { readonly type: 'event'; readonly id: string | undefined; readonly meaning: Meaning<E> }
  | { readonly type: 'ended'; readonly end: ReadingEnd };

/** One connection of a reading. */
class EventReading<E> {
  private readonly controller = new AbortController();
  private openedAt: number | null = null;
  private readonly parser: EventParser;

  constructor(
    private readonly http: Http,
    private readonly followed: Followed<E>,
    private readonly lastId: string | undefined,
  ) {
    this.parser = new EventParser(http.options.maxEventBytes);
  }

  close(): void {
    this.controller.abort();
  }

  async *steps(signal: AbortSignal | undefined): AsyncGenerator<ReadingStep<E>, void, void> {
    const stop = () => this.close();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      yield* this.connected();
    } finally {
      signal?.removeEventListener('abort', stop);
      this.close();
    }
  }

  private async *connected(): AsyncGenerator<ReadingStep<E>, void, void> {
    const { path, query } = this.followed;
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': this.lastId };
    const call = { signal: this.controller.signal };
    const opened = await this.http.open({ method: 'GET', path, query, headers }, call);
    if (opened.isErr()) {
      yield this.ended(opened.error);
      return;
    }
    this.openedAt = Date.now();
    yield { type: 'opened' };
    try {
      yield* this.events(opened.value.response);
    } catch (cause) {
      yield this.ended(unreachable({ cause }));
    } finally {
      opened.value.close();
    }
  }

  private async *events(response: Response): AsyncGenerator<ReadingStep<E>, void, void> {
    const chunks = chunksOf(response);
    for (;;) {
      const next = await this.soon(chunks.next());
      if (next === null || next.done === true) {
        yield this.ended(unreachable());
        return;
      }
      const events = this.parser.push(next.value);
      if (events === null) {
        yield this.ended(protocolFault(`One event has more than ${String(this.http.options.maxEventBytes)} bytes.`));
        return;
      }
      for (const event of events) {
        const step = this.step(event);
        yield step;
        if (step.type === 'ended') return;
      }
    }
  }

  /** What comes, or `null` when nothing does: the server says something now and then as long as it is there. */
  private async soon<T>(promise: Promise<T>): Promise<T | null> {
    const silence = setTimeout(() => this.close(), this.http.options.silenceMs);
    try {
      return await unlessAborted(promise, this.controller.signal);
    } finally {
      clearTimeout(silence);
    }
  }

  private step({ event, data, id }: ParsedEvent): ReadingStep<E> {
    const value = parsed(data);
    if (value === undefined) return this.ended(protocolFault('An event is no JSON.'));
    if (event === 'failed') return this.ended(toProblem(value) ?? protocolFault('A failure that says nothing.'));
    const meaning = this.followed.meaning(event, value as never);
    if (meaning.kind === 'wrong') return this.ended(protocolFault(meaning.detail));
    return { type: 'event', id, meaning };
  }

  private ended(error: ClientError): ReadingStep<E> {
    const livedMs = this.openedAt === null ? 0 : Date.now() - this.openedAt;
    return { type: 'ended', end: { error, wasOpened: this.openedAt !== null, livedMs, retryMs: this.parser.retryMs } };
  }
}

function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
