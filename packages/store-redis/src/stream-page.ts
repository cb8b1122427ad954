import type { StreamEnd } from '@carrel/core/streams';
import { parseChunks, type ChunkRun } from './chunk-entries.js';
import type { RedisLink } from './redis-link.js';
import { streamNames } from './stream-names.js';
import { readScript } from './stream-scripts.js';

/** What Redis knows of a stream, with chunks from a position on. */
export interface StreamPage {
  /** Another one each time that the key is created. */
  readonly life: string;
  readonly first: number;
  readonly next: number;
  readonly end: StreamEnd | null;
  readonly leftMs: number;
  /** By the clock of Redis. */
  readonly expiresAt: number;
  readonly runs: readonly ChunkRun[];
}

export interface StreamPageQuery {
  readonly from: number;
  /** 0 for what is known alone. @default as many as one page has */
  readonly maxEntries?: number;
  readonly deadline?: number;
}

/** The most of one page. */
const MAX_ENTRIES = 2_048;
const MAX_BYTES = 524_288;

/** @throws RedisFailure */
export async function readPage(link: RedisLink, key: string, query: StreamPageQuery): Promise<StreamPage | null> {
  const { entries, meta } = streamNames(link.options.prefix, key);
  const args = [query.from, query.maxEntries ?? MAX_ENTRIES, MAX_BYTES];
  const reply = await link.call({ script: readScript, keys: [entries, meta], args }, query);
  return reply === null ? null : toPage(reply as PageReply);
}

type PageReply = readonly [
  ...known: readonly [string, string, string, string, string],
  seconds: string,
  microseconds: string,
  found: readonly string[],
];

function toPage([life, next, first, end, left, seconds, microseconds, found]: PageReply): StreamPage {
  const runs: ChunkRun[] = [];
  for (let index = 0; index < found.length; index += 2)
    runs.push(parseChunks(Number.parseInt(found[index] ?? '', 10), found[index + 1] ?? '[]'));
  const now = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  return {
    ...{ life, runs, first: Number(first), next: Number(next), leftMs: Number(left) },
    end: end === '' ? null : (JSON.parse(end) as StreamEnd),
    expiresAt: now + Number(left),
  };
}
