import { delay, isAborted, type CarrelError, type Clock, type ResultAsync } from '../kernel/index.js';
import type { Exit, ProcessEvent, WorkspaceConnection } from '../runtime/index.js';
import type { CommandEvent } from './command.js';
import type { ReachError } from './workspace-errors.js';

/** How to come to the life of a workspace that a process runs in, again and again. */
export interface ProcessSource {
  readonly clock: Clock;
  reach(): ResultAsync<{ readonly connection: WorkspaceConnection }, ReachError>;
}

export interface FollowOptions {
  readonly from: number;
  /** What is read already, when the process was spawned attached. */
  readonly events?: AsyncIterable<ProcessEvent>;
  readonly signal?: AbortSignal | undefined;
}

/** As `CommandEvent`, with what can keep one from the process. */
export type FollowedEvent =
  Exclude<CommandEvent, { readonly type: 'failed' }> | { readonly type: 'failed'; readonly error: ReachError };

/** An end that is known to have happened, though not how. */
const LOST: Exit = { code: null, signal: null, reason: 'lost' };

/** How often a broken link is opened again in a row, and how long before the first and each doubled time after. */
export const ATTEMPTS = 6;
export const FIRST_PAUSE_MS = 50;

/**
 * The output of a process from an offset on, over as many links as it takes: each byte once, or a `gap`. Its end is the exit
 * that the workspace reported, or `lost` when that life of the workspace is over.
 */
export async function* followProcess(
  source: ProcessSource,
  id: string,
  { from, events, signal }: FollowOptions,
): AsyncGenerator<FollowedEvent, void, void> {
  let next = from;
  let current = events;
  for (let attempt = 0; ; attempt += 1) {
    if (isAborted(signal)) return;
    const opened = current === undefined ? await attach(source, id, { from: next, signal }) : current;
    current = undefined;
    if (!isStream(opened)) {
      if (isAborted(signal)) return;
      if (isGone(opened)) return yield { type: 'exit', exit: LOST, end: next, truncated: false };
      if (!mayPass(opened) || attempt >= ATTEMPTS) return yield { type: 'failed', error: opened };
    } else {
      for await (const event of opened) {
        if (event.type === 'failed') break;
        yield event;
        if (event.type === 'exit') return;
        attempt = 0;
        next = event.type === 'output' ? event.offset + event.data.length : event.to;
      }
    }
    await delay(source.clock, FIRST_PAUSE_MS * 2 ** attempt, signal);
  }
}

/** Whether another link may get further. */
export function mayPass({ retryable, type }: Pick<CarrelError, 'retryable' | 'type'>): boolean {
  return retryable && type !== 'service/shutting-down';
}

async function attach(
  source: ProcessSource,
  id: string,
  { from, signal }: { readonly from: number; readonly signal: AbortSignal | undefined },
): Promise<AsyncIterable<ProcessEvent> | ReachError> {
  const options = signal === undefined ? { from } : { from, signal };
  const attached = await source.reach().andThen(({ connection }) => connection.processes.attach(id, options));
  return attached.isOk() ? attached.value : attached.error;
}

function isStream(opened: AsyncIterable<ProcessEvent> | ReachError): opened is AsyncIterable<ProcessEvent> {
  return Symbol.asyncIterator in opened;
}

/** Whether the error says that this life of the workspace, or the process in it, is over. */
function isGone({ type }: ReachError): boolean {
  return type === 'workspace/replaced' || type === 'workspace/not-running' || type === 'process/not-found';
}
