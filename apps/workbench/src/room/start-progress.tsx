import type { Workspace } from '@carrel/client';
import { span } from '../parts/time.js';
import type { RoomModel } from './room-model.js';
import { whyEnded } from './why-ended.js';

/** What stands before the editor while there is no workspace: how far it has come, or how to have one. */
export function StartProgress({ room }: { readonly room: RoomModel }) {
  const workspace = room.workspace.value;
  if (workspace === null || workspace.state === 'ready') return null;
  const lines = room.progress.value;
  const isOnItsWay = workspace.state === 'queued' || workspace.state === 'creating';
  return (
    <section class="start" aria-label="Workspace" aria-busy={isOnItsWay}>
      <p role="status">
        {isOnItsWay ? <span class="spinner" aria-hidden="true" /> : null}
        {sentence(workspace)}
      </p>
      {lines.length === 0 ? null : <pre tabIndex={0}>{lines.slice(-6).join('\n')}</pre>}
      {isOnItsWay || workspace.state === 'stopping' || !room.canWrite.value ? null : (
        <button class="button primary" onClick={() => void room.start()}>
          Start the workspace
        </button>
      )}
    </section>
  );
}

function sentence({ state, reason, queuePosition, queueEstimateMs }: Workspace): string {
  const why = reason === undefined ? '' : `: ${whyEnded(reason)}`;
  switch (state) {
    case 'queued': {
      const place = queuePosition === undefined ? '' : `, ${queuePosition} in the queue`;
      const wait = queueEstimateMs === undefined ? '' : `, about ${span(queueEstimateMs)}`;
      return `Waiting for room${place}${wait}.`;
    }
    case 'creating':
      return 'The workspace starts.';
    case 'stopping':
      return 'The workspace stops.';
    case 'failed':
      return `The workspace failed${why}.`;
    case 'stopped':
      return `The workspace is stopped${why}.`;
    default:
      return 'The workspace does not run.';
  }
}
