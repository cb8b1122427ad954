import { isGoneProcess, processHolder } from '../leases/index.js';
import type { AccessFeed, SessionRepository } from '../sessions/index.js';
import {
  defaultStreamOptions,
  RecordStreamRepository,
  StreamAccess,
  StreamService,
  StreamSettler,
  StreamSweeper,
  StreamWriters,
  TaskStreams,
} from '../streaming/index.js';
import { memoryStreamLog } from '../streams/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

/** Streams over the log, opened, and what looks after them. */
export function composeStreams(
  options: CarrelOptions,
  { clock, ids, leases, logger, store, streamLog }: PlatformContext,
  { sessions, accessFeed }: { readonly sessions: SessionRepository; readonly accessFeed: AccessFeed },
) {
  const repository = options.repositories?.streams ?? new RecordStreamRepository(store);
  const streamOptions = { ...defaultStreamOptions, ...options.streaming };
  const shared = { log: streamLog, repository, clock, logger, leases, options: streamOptions };
  const settler = new StreamSettler(shared);
  const own = { ...shared, settler, holder: processHolder(ids), isGone: isGoneProcess };
  const writers = new StreamWriters(own);
  const access = new StreamAccess({ repository, sessions, accessFeed, clock });
  const taskStreams = new TaskStreams();
  const sweeper = new StreamSweeper(own);
  sweeper.start();
  return {
    streams: new StreamService({ ...own, access, writers, taskStreams, ids }),
    taskStreams,
    repository,
    async dispose(): Promise<void> {
      await writers.close();
      await sweeper.stop();
      await streamLog.dispose();
    },
  };
}

/** The log that the options name, or one in memory. */
export function streamLogOf({ streams, clock }: CarrelOptions) {
  return streams ?? memoryStreamLog(clock === undefined ? {} : { clock });
}
