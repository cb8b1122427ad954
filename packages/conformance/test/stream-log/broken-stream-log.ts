import { memoryStreamLog, MemoryStreams, VirtualClock } from '@carrel/core/memory';
import type { StreamEvent, StreamLog } from '@carrel/core/streams';
import type { StreamLogSubject } from '../../src/index.js';

/** A log that breaks one promise, and the name of a case that has to find out. */
export interface BrokenStreamLog {
  readonly found: string;
  /** A log in its own way; the rest is done by the sound one it is made from. */
  readonly alter: (inner: StreamLog, clock: VirtualClock) => Partial<StreamLog>;
}

/** A subject of the kit whose logs are altered. */
export function memorySubject(alter: BrokenStreamLog['alter'] = () => ({})): StreamLogSubject {
  const clock = new VirtualClock();
  const streams = new MemoryStreams({ clock });
  const create = (): StreamLog => {
    const inner = memoryStreamLog({ streams });
    return { ...methodsOf(inner), ...alter(inner, clock) };
  };
  return {
    subject: create(),
    another: create,
    advance: (ms) => clock.advance(ms),
    dispose: () => Promise.resolve(),
  };
}

/** The events of a reading, each changed by `change`. */
export async function* changed(
  events: AsyncIterable<StreamEvent>,
  change: (event: StreamEvent) => readonly StreamEvent[],
): AsyncGenerator<StreamEvent, undefined, undefined> {
  for await (const event of events) yield* change(event);
}

function methodsOf(inner: StreamLog): StreamLog {
  return {
    name: inner.name,
    shared: inner.shared,
    maxChunkBytes: inner.maxChunkBytes,
    open: () => inner.open(),
    create: (key, retention, options) => inner.create(key, retention, options),
    append: (key, chunks, options) => inner.append(key, chunks, options),
    end: (key, end, options) => inner.end(key, end, options),
    read: (key, options) => inner.read(key, options),
    info: (key, options) => inner.info(key, options),
    remove: (key, options) => inner.remove(key, options),
    health: () => inner.health(),
    dispose: () => inner.dispose(),
  };
}
