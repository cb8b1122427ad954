import { err, ok, ResultAsync, toTimestamp, type Clock, type Result } from '../kernel/index.js';
import type { StreamEnd, StreamLog, StreamLogError } from '../streams/index.js';
import type { ResolvedStreamOptions } from './stream-options.js';
import type { StreamRepository, StreamRepositoryError } from './stream-repository.js';
import { keyInLog, type StreamKey } from './stream.js';

export interface StreamSettlerDeps {
  readonly log: StreamLog;
  readonly repository: StreamRepository;
  readonly clock: Clock;
  readonly options: ResolvedStreamOptions;
}

export type SettleError = StreamLogError | StreamRepositoryError;

/** Ends streams: first in the log, where one of several ends is the one that counts, then on record. */
export class StreamSettler {
  constructor(private readonly deps: StreamSettlerDeps) {}

  /** The stream has ended when ok, here and for every reader; gives how, which may be another way than `end` if somebody was before. */
  settle(key: StreamKey, end: StreamEnd, at?: number): ResultAsync<StreamEnd, SettleError> {
    return new ResultAsync(this.endEverywhere(key, end, at));
  }

  private async endEverywhere(
    key: StreamKey,
    end: StreamEnd,
    at: number | undefined,
  ): Promise<Result<StreamEnd, SettleError>> {
    const { clock, log, options, repository } = this.deps;
    const ended = await log.end(keyInLog(key), end, at === undefined ? {} : { at });
    const actual = ended.isOk() ? end : endOf(ended.error, end);
    if (actual === null) return ended.isOk() ? ok(end) : err(ended.error);
    const recorded = await repository.end(key, actual, toTimestamp(clock.now() + options.ttlMs));
    return recorded.map((stream) => stream?.end ?? actual);
  }
}

/** How a stream ended that could not be ended as wanted; `null` when that is not known. */
function endOf(error: StreamLogError, wanted: StreamEnd): StreamEnd | null {
  if (error.type === 'stream/ended') return error.end;
  // What the log does not have, nobody reads.
  return error.type === 'stream/not-found' ? wanted : null;
}
