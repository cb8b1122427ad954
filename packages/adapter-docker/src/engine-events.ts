import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { addAbortSignal, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import { INSTALLATION_LABEL } from './box-labels.js';
import { engineTime } from './engine-time.js';
import type { Engine, UntilAborted } from './engine.js';

/** How long after a broken stream of events another one is asked for. */
const RECONNECT_MS = 1_000;

/** What the engine tells of a container. */
export interface EngineEvent {
  readonly Action: string;
  /** By the engine's clock. */
  readonly timeNano: number;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

export interface FollowedEvents {
  /** The actions to be told of, such as `die`. */
  readonly actions: readonly string[];
  readonly signal: AbortSignal;
  /** Called when a stream has begun, with the engine's time from which on it tells everything, in milliseconds. */
  readonly onOpen?: (from: number) => void;
  /** Called when a stream has ended. */
  readonly onGap?: () => void;
  /** Whether the process may end although this is followed, where the way to the engine allows that. @default false */
  readonly inBackground?: boolean;
}

/**
 * What happens to boxes, of every installation, as the engine tells it, over one stream after another until `signal`. What
 * happens while the engine does not answer is missed.
 */
export async function* followEvents(
  engine: Engine,
  { actions, signal, onOpen, onGap, inBackground = false }: FollowedEvents,
): AsyncGenerator<EngineEvent, void, void> {
  const filters = JSON.stringify({ type: ['container'], event: actions, label: [INSTALLATION_LABEL] });
  while (!signal.aborted) {
    const now = await engineTime(engine, { signal });
    const from = now.unwrapOr(Infinity);
    const since = now.isOk() ? { since: now.value / 1_000 } : {};
    const opened = await engine.call((docker) => docker.getEvents({ filters, ...since, abortSignal: signal }), {
      signal,
    });
    if (opened.isOk() && opened.value instanceof Readable) {
      onOpen?.(from);
      if (inBackground) letProcessEnd(opened.value);
      yield* eventsIn(opened.value.setEncoding('utf8'), signal);
    }
    onGap?.();
    await pause(RECONNECT_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** What comes over SSH has a channel for a socket, whose connection keeps the process in any case. */
function letProcessEnd(stream: Readable): void {
  if (stream instanceof IncomingMessage && stream.socket instanceof Socket) stream.socket.unref();
}

async function* eventsIn(stream: Readable, signal: AbortSignal): AsyncGenerator<EngineEvent, void, void> {
  addAbortSignal(signal, stream);
  let rest = '';
  try {
    for await (const chunk of stream) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.map(parse).filter((event) => event !== null);
    }
  } catch {
    // A stream that broke, or was given up; who still listens asks for another one.
  } finally {
    stream.destroy();
  }
}

function parse(line: string): EngineEvent | null {
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return null;
  }
}

/**
 * Everything that the engine remembers until now, the oldest first: the latest 256 events, whatever they are of, which a filter
 * would not make more.
 */
export function pastEvents(engine: Engine, options: UntilAborted): ResultAsync<readonly EngineEvent[], RuntimeError> {
  return engineTime(engine, options).andThen((now) =>
    engine.call(async (docker, abortSignal) => {
      // A time of the future would keep the stream open until then.
      const stream = await docker.getEvents({ since: 1, until: now / 1_000, abortSignal });
      const lines = (await text(stream)).split('\n');
      return lines.map(parse).filter((event) => event !== null);
    }, options),
  );
}
