import type { Workspace } from '@carrel/client';

const WORDS: Readonly<Record<Workspace['state'], string>> = {
  none: 'not started',
  queued: 'waiting',
  creating: 'starting',
  ready: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  failed: 'failed',
};

/** How a workspace does, in a word or two. */
export function stateWord({ state, queuePosition }: Workspace): string {
  return state === 'queued' && queuePosition !== undefined ? `${queuePosition}. in the queue` : WORDS[state];
}
