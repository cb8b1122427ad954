import { okAsync } from '@carrel/core/kernel';
import type { BrokenStreamLog } from './broken-stream-log.js';

/** Breaks what is promised of `create`, `append`, `end`, `remove` and of time. */
export const brokenWrites: Readonly<Record<string, BrokenStreamLog>> = {
  makesAStreamAgain: {
    found: 'create fails with stream/exists for a stream that is there, ended or not, and changes nothing',
    alter: (inner) => ({
      create: (key, retention) => inner.remove(key).andThen(() => inner.create(key, retention)),
    }),
  },

  takesAnyKey: {
    found: 'every operation refuses a key of 129 umlauts with stream/key-invalid',
    alter: (inner) => ({
      info: (key, options) => (key.length <= 256 ? okAsync(null) : inner.info(key, options)),
    }),
  },

  cutsKeys: {
    found: 'a key is any text of up to 256 bytes, and names one stream',
    alter: (inner) => ({
      create: (key, retention) => inner.create(key.toLowerCase(), retention),
      append: (key, chunks, options) => inner.append(key.toLowerCase(), chunks, options),
    }),
  },

  ignoresPositions: {
    found: 'append at the next position is ok, at another it is stream/conflict and changes nothing',
    alter: (inner) => ({ append: (key, chunks) => inner.append(key, chunks) }),
  },

  ignoresThePositionOfTheEnd: {
    found: 'an end at another position is stream/conflict, and the stream goes on',
    alter: (inner) => ({ end: (key, end) => inner.end(key, end) }),
  },

  skipsThePositionOfNothing: {
    found: 'an append of nothing gives the next position, and keeps to at',
    alter: (inner) => ({
      append: (key, chunks, options) => inner.append(key, chunks, chunks.length === 0 ? {} : options),
    }),
  },

  appendsChunkByChunk: {
    found: 'a chunk may have maxChunkBytes bytes of UTF-8, and no more',
    alter: (inner) => ({
      append: (key, chunks, options) => {
        let last = inner.append(key, [], options);
        for (const chunk of chunks) last = last.andThen(() => inner.append(key, [chunk]));
        return last;
      },
    }),
  },

  forgetsEmptyChunks: {
    found: 'chunks are read as they were written, whatever their text',
    alter: (inner) => ({
      append: (key, chunks, options) =>
        inner.append(
          key,
          chunks.filter((chunk) => chunk !== ''),
          options,
        ),
    }),
  },

  joinsChunks: {
    found: 'append gives the position of the next chunk',
    alter: (inner) => ({ append: (key, chunks, options) => inner.append(key, [chunks.join('')], options) }),
  },

  acknowledgesBeforeItWrites: {
    found: 'an end that is called after appends comes after them',
    alter: (inner) => {
      const late = (key: string, chunks: readonly string[]) => {
        setTimeout(() => void inner.append(key, chunks), 5);
        return okAsync(1);
      };
      return { append: (key, chunks) => late(key, chunks) };
    },
  },

  endsAnew: {
    found: 'of several ends at once one counts, and the others tell it',
    alter: (inner) => ({
      end: (key, end, options) => inner.end(key, end, options).orElse(() => okAsync(undefined)),
    }),
  },

  tellsReadersOfNoRemoval: {
    found: 'a removed stream is gone, and its readers are told',
    alter: (inner) => ({
      remove: (key) =>
        inner
          .end(key, { reason: 'cancelled' })
          .andThen(() => inner.remove(key))
          .orElse(() => okAsync(undefined)),
    }),
  },

  livesByItsCreation: {
    found: 'an append makes the time to live begin anew',
    alter: (inner, clock) => {
      const born = new Map<string, number>();
      return {
        create: (key, retention) => {
          born.set(key, clock.now() + retention.ttlMs);
          return inner.create(key, retention);
        },
        info: (key, options) =>
          inner.info(key, options).map((info) => info && { ...info, expiresAt: born.get(key) ?? 0 }),
      };
    },
  },

  livesOnByReading: {
    found: 'reading, looking and a refused append keep no stream from expiring',
    alter: (inner) => ({
      read: (key, options) => inner.append(key, []).andThen(() => inner.read(key, options)),
    }),
  },

  neverExpires: {
    found: 'a stream to which nothing happens expires, ended or not',
    alter: (inner) => ({ create: (key, retention) => inner.create(key, { ...retention, ttlMs: 1e9 }) }),
  },

  keepsAll: {
    found: 'at most maxChunks of the latest chunks stay readable, and the gap is told',
    alter: (inner) => ({ create: (key, retention) => inner.create(key, { ...retention, maxChunks: 1e6 }) }),
  },

  countsCharacters: {
    found: 'at most maxBytes of the latest chunks stay readable, and the gap is told',
    alter: (inner) => ({
      create: (key, retention) => inner.create(key, { ...retention, maxBytes: retention.maxBytes * 2 }),
    }),
  },
};
