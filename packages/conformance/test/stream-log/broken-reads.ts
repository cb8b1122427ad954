import type { StreamEvent } from '@carrel/core/streams';
import { changed, type BrokenStreamLog } from './broken-stream-log.js';

/** A log whose readings are changed event by event. */
function reads(found: string, change: (event: StreamEvent) => readonly StreamEvent[]): BrokenStreamLog {
  return {
    found,
    alter: (inner) => ({
      read: (key, options) =>
        inner.read(key, options).map((events) => ({ [Symbol.asyncIterator]: () => changed(events, change) })),
    }),
  };
}

/** Breaks what is promised of `read`, and of closing. */
export const brokenReads: Readonly<Record<string, BrokenStreamLog>> = {
  skipsGaps: reads('a slow reader gets a gap for what was dropped meanwhile, and then goes on', (event) =>
    event.type === 'gap' ? [] : [event],
  ),

  doublesTheLastChunk: reads('an ended stream is read from every position', (event) =>
    event.type === 'chunks' ? [event, event] : [event],
  ),

  ignoresFrom: {
    found: 'a position that is not written yet is waited for',
    alter: (inner) => ({
      read: (key, { signal } = {}) => inner.read(key, { ...(signal && { signal }) }),
    }),
  },

  losesTheSeam: {
    found: 'readers that come while it is written get each chunk once',
    alter: (inner) => ({
      // What is written while it is being subscribed is missed.
      read: (key, options) =>
        inner.info(key).andThen((info) => {
          const from = Math.max(options?.from ?? 0, info?.next ?? 0);
          return inner.read(key, { ...options, from });
        }),
    }),
  },

  endsWithoutAnEnd: reads('readers get the end completed after the last chunk, whenever they come', (event) =>
    event.type === 'end' ? [] : [event],
  ),

  forgetsWhyItEnded: reads('readers get the end failed after the last chunk, whenever they come', (event) =>
    event.type === 'end' ? [{ ...event, end: { reason: event.end.reason } }] : [event],
  ),

  endsQuietlyWhenItExpires: reads('readers of a stream that expires fail with stream/not-found', (event) =>
    event.type === 'failed' ? [] : [event],
  ),

  tellsOfSignals: {
    found: 'a signal ends the reading quietly, also while it waits',
    alter: (inner) => ({
      read: (key, options) =>
        inner.read(key, options).map(async function* (events): AsyncGenerator<StreamEvent, undefined, undefined> {
          yield* events;
          if (options?.signal?.aborted === true)
            yield { type: 'failed', error: { type: 'request/aborted', message: 'aborted', retryable: false } };
        }),
    }),
  },

  leavesReadersOpenAfterDispose: {
    found: 'dispose ends readers with stream/log-closed',
    alter: () => ({ dispose: () => Promise.resolve() }),
  },

  disposesForOthers: {
    found: 'dispose of one log leaves streams and the readers of others alone',
    alter: (inner) => ({
      dispose: async () => {
        await inner.remove('the stream').unwrapOr(undefined);
        await inner.dispose();
      },
    }),
  },

  oneReaderHoldsUpTheWriter: {
    found: 'a reader that stands still holds up neither the writer nor other readers',
    alter: (inner) => {
      let standing = 0;
      return {
        read: (key, options) =>
          inner.read(key, options).map(async function* (events): AsyncGenerator<StreamEvent, undefined, undefined> {
            for await (const event of events) {
              standing += 1;
              yield event;
              standing -= 1;
            }
          }),
        append: (key, chunks, options) => {
          const free = async () => {
            while (standing > 0) await new Promise((resolve) => setTimeout(resolve, 5));
          };
          return inner
            .append(key, [], options)
            .map(free)
            .andThen(() => inner.append(key, chunks, options));
        },
      };
    },
  },

  oneIterationOnly: {
    found: 'two iterations of one reading are two readers',
    alter: (inner) => ({
      read: (key, options) => inner.read(key, options).map((events) => changed(events, (event) => [event])),
    }),
  },
};
