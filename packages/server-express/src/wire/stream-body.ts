import type { StreamReadEvent } from '@carrel/core/streaming';

/** What goes over the wire of a stream, one for each chunk; `failed` is told in the way of the wire. */
export type StreamMessage =
  | { readonly type: 'chunk'; readonly position: number; readonly text: string }
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | {
      readonly type: 'end';
      readonly position: number;
      readonly reason: 'completed' | 'failed' | 'cancelled' | 'lost';
      readonly error?: { readonly type: string; readonly message: string };
    }
  | Extract<StreamReadEvent, { readonly type: 'failed' }>;

/** The messages of a reading, as they come. */
export async function* streamMessages(
  events: AsyncIterable<StreamReadEvent>,
): AsyncGenerator<StreamMessage, void, void> {
  for await (const event of events) {
    if (event.type === 'chunks') {
      for (const [index, text] of event.chunks.entries())
        yield { type: 'chunk', position: event.position + index, text };
    } else if (event.type === 'end') {
      yield { type: 'end', position: event.position, ...event.end };
    } else {
      yield event;
    }
  }
}
