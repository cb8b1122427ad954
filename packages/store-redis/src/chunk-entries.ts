/** Chunks that are kept and sent as one. */
export interface ChunkEntry {
  /** What appends it, in the order of the script: the chunks as JSON, how many they are, their sizes, and the sum of those. */
  readonly args: readonly [string, number, string, number];
  readonly bytes: number;
}

/** Chunks with their sizes in UTF-8. */
export interface SizedChunks {
  readonly chunks: readonly string[];
  readonly sizes: readonly number[];
  readonly bytes: number;
}

export function sizeChunks(chunks: readonly string[]): SizedChunks {
  const sizes = chunks.map((chunk) => Buffer.byteLength(chunk));
  return { chunks, sizes, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** The most of one entry, so that what is dropped, sent and read at once is bounded. A larger chunk is an entry of its own. */
const MAX_CHUNKS = 1_024;
const MAX_BYTES = 65_536;

/** The chunks of `parts`, one after the other, in as few entries as they fit. */
export function toEntries(parts: readonly SizedChunks[]): readonly ChunkEntry[] {
  const entries: ChunkEntry[] = [];
  let chunks: string[] = [];
  let sizes: number[] = [];
  let bytes = 0;
  const close = () => {
    if (chunks.length === 0) return;
    entries.push({ args: [JSON.stringify(chunks), chunks.length, JSON.stringify(sizes), bytes], bytes });
    [chunks, sizes, bytes] = [[], [], 0];
  };
  for (const part of parts)
    for (const [index, chunk] of part.chunks.entries()) {
      const size = part.sizes[index] ?? 0;
      if (chunks.length === MAX_CHUNKS || (chunks.length > 0 && bytes + size > MAX_BYTES)) close();
      chunks.push(chunk);
      sizes.push(size);
      bytes += size;
    }
  close();
  return entries;
}

/** Chunks that follow each other, from `start` up to `end`. */
export interface ChunkRun {
  readonly start: number;
  readonly end: number;
  readonly chunks: readonly string[];
}

/** @param end the position after the last of the chunks. */
export function parseChunks(end: number, json: string): ChunkRun {
  const chunks = JSON.parse(json) as readonly string[];
  return { start: end - chunks.length, end, chunks };
}

/** What of `run` comes at or after `from`. */
export function chunksFrom({ start, chunks }: ChunkRun, from: number): readonly string[] {
  return from <= start ? chunks : chunks.slice(from - start);
}
