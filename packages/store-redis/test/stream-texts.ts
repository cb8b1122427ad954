import type { StreamEvent, StreamLog, StreamReadOptions } from '@carrel/core/streams';
import { expectOk } from '@carrel/conformance';

export const RETENTION = { ttlMs: 60_000, maxChunks: 100_000, maxBytes: 10_000_000 };

/** All that a reading gives until its end. */
export async function readAll(log: StreamLog, key: string, options: StreamReadOptions = {}): Promise<StreamEvent[]> {
  return collect(await expectOk(log.read(key, options)));
}

export async function collect(reading: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of reading) events.push(event);
  return events;
}

/** The chunks of events in which nothing is missing. */
export function chunksOf(events: readonly StreamEvent[], from = 0): string[] {
  const chunks: string[] = [];
  for (const event of events) {
    if (event.type === 'failed') throw new Error(`the reading failed: ${event.error.type}`);
    if (event.type === 'gap') throw new Error(`a gap from ${event.from} to ${event.to}`);
    if (event.type !== 'chunks') continue;
    if (event.position !== from + chunks.length) throw new Error(`chunk ${event.position} comes at ${chunks.length}`);
    chunks.push(...event.chunks);
  }
  return chunks;
}
