import { delay, type Caller, type Clock, type SessionId } from '../kernel/index.js';
import type { BridgeFiles } from './bridge-files.js';

export interface FileWatchDeps {
  readonly files: BridgeFiles;
  readonly clock: Clock;
  /** How long it is waited before it is tried again to watch, where there is no workspace to watch in. */
  readonly retryMs: number;
}

export interface WatchedFile {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  readonly path: string;
}

/** What is heard of the file: something happened to it, or may have; or it was seen to be moved away. */
export type FileNews = 'maybe-changed' | 'moved-away';

/** How long it is waited before it is watched again after a watch broke. */
const AGAIN_MS = 500;

/**
 * Tells what happens to one file until `signal` fires. It goes on where it was after a link broke; after a gap, and whenever it
 * begins to watch, the file may have changed.
 */
export async function watchFile(
  { files, clock, retryMs }: FileWatchDeps,
  { caller, sessionId, path }: WatchedFile,
  { signal, hear }: { readonly signal: AbortSignal; readonly hear: (news: FileNews) => void },
): Promise<void> {
  const place = { sessionId, path: parentOf(path) };
  let from: number | undefined;
  while (!signal.aborted) {
    const begin = from === undefined ? { opened: true } : { from, opened: true };
    const opened = await files.watch(caller, place, { ...begin, signal });
    if (opened.isOk()) {
      hear('maybe-changed');
      for await (const event of opened.value) {
        if (event.type === 'failed') break;
        if (event.type === 'gap') from = event.to;
        else from = event.type === 'opened' ? event.position : event.position + 1;
        const news = newsOf(event, path);
        if (news !== null) hear(news);
      }
    } else if (opened.error.type === 'request/invalid') from = undefined;
    await delay(clock, opened.isOk() ? AGAIN_MS : retryMs, signal);
  }
}

type FileEventLike = {
  readonly type: string;
  readonly path?: string;
  readonly from?: string | number;
};

function newsOf({ type, path: at, from }: FileEventLike, path: string): FileNews | null {
  if (type === 'opened') return null;
  if (type === 'overflow' || type === 'gap') return 'maybe-changed';
  if (type === 'moved' && typeof from === 'string' && isAtOrAbove(from, path)) return 'moved-away';
  return at !== undefined && isAtOrAbove(at, path) ? 'maybe-changed' : null;
}

/** Whether it is the file or a directory that it is in. */
function isAtOrAbove(at: string, path: string): boolean {
  return at === path || path.startsWith(`${at}/`);
}

function parentOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}
