import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { CarrelException, type CarrelError } from '@carrel/core/kernel';
import {
  contentDigest,
  type ContentDigest,
  type SmallContent,
  type StorageError,
  type StreamedContent,
} from '@carrel/core/storage';

/** `length` bytes that no other `seed` has, and no compression makes smaller. */
export function pattern(length: number, seed = 1): Uint8Array {
  const data = Buffer.alloc(length);
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[index] = state >>> 24;
  }
  return data;
}

export function text(value: string): Uint8Array {
  return Buffer.from(value);
}

export function small(data: Uint8Array): SmallContent {
  return { digest: contentDigest(data), data };
}

/** `data` as it streams by, in chunks of `chunkBytes`. */
export function streamed(data: Uint8Array, chunkBytes = 50_000): StreamedContent {
  return { digest: contentDigest(data), bytes: data.length, data: chunks(data, chunkBytes) };
}

/** A source, and what was done with it. */
export interface WatchedSource extends AsyncIterable<Uint8Array> {
  /** Resolves when everything it has was given, and it is asked for more. */
  readonly silent: Promise<void>;
  /** How many bytes it gave. */
  readonly given: number;
  /** Whether it was ended early. */
  readonly ended: boolean;
}

/** A source that gives `data`, and then nothing more until it is ended. */
export function hangingSource(data: Uint8Array): WatchedSource {
  let reach = (): void => undefined;
  const silent = new Promise<void>((resolve) => (reach = resolve));
  return watched(data, silent, () => {
    reach();
    return new Promise(() => undefined);
  });
}

/** A source that gives `data`, and then fails with `thrown`. */
export function failingSource(data: Uint8Array, thrown: Error): WatchedSource {
  return watched(data, Promise.resolve(), () => Promise.reject(thrown));
}

/** A source that gives `data` again and again. */
export function endlessSource(data: Uint8Array): WatchedSource {
  return watched(data, Promise.resolve(), () => Promise.resolve({ done: false, value: data }));
}

/** The bytes that a reader is given. */
export async function bytesOf(chunksToRead: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunksToRead) parts.push(chunk);
  return Buffer.concat(parts);
}

/** The digest and the number of the bytes that a reader is given, none of which is kept. */
export async function digestOf(
  chunksToRead: AsyncIterable<Uint8Array>,
  meanwhile: (bytes: number) => void = () => undefined,
): Promise<{ readonly digest: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunksToRead) {
    hash.update(chunk);
    bytes += chunk.length;
    meanwhile(bytes);
  }
  return { digest: hash.digest('hex'), bytes };
}

/** The error that ends `reading`; an end without one is none. */
export async function expectThrown(
  reading: Promise<unknown>,
  ...types: readonly StorageError['type'][]
): Promise<void> {
  const thrown: unknown = await reading.then(
    () => assert.fail(`expected ${types.join(' or ')} to be thrown`),
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof CarrelException, `expected a CarrelException, got ${String(thrown)}`);
  const { type }: CarrelError = thrown.error;
  assert.ok(
    types.some((expected) => expected === type),
    `expected ${types.join(' or ')}, got ${type}`,
  );
}

/** Sorted, as a list has them. */
export function digestsOf(contents: readonly { readonly digest: ContentDigest }[]): readonly ContentDigest[] {
  return contents.map(({ digest }) => digest).sort();
}

async function* chunks(data: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let start = 0; start < data.length; start += chunkBytes) {
    await Promise.resolve();
    yield data.subarray(start, start + chunkBytes);
  }
}

function watched(
  data: Uint8Array,
  silent: Promise<void>,
  then: () => Promise<IteratorResult<Uint8Array, undefined>>,
): WatchedSource {
  const state = { given: 0, ended: false };
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    next: async () => {
      const item = state.given === 0 && data.length > 0 ? { done: false as const, value: data } : await then();
      state.given += item.done === true ? 0 : item.value.length;
      return item;
    },
    return: () => {
      state.ended = true;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return {
    silent,
    get given() {
      return state.given;
    },
    get ended() {
      return state.ended;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
}
