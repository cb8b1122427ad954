import type { WorkspaceExplanation } from '@carrel/client';
import { useEffect } from 'preact/hooks';
import { client } from '../carrel.js';
import { ago } from '../parts/time.js';
import { go } from '../place.js';
import { stateWord } from '../sessions/state-word.js';
import type { RoomModel } from './room-model.js';

/** How often it is asked anew why the workspace is as it is, while that is shown. */
const LOOK_MS = 10_000;

/** Why the workspace is alive or not, what keeps it, and what happens next. */
export function WorkspacePanel({ room }: { readonly room: RoomModel }) {
  useEffect(() => {
    void room.explain();
    const timer = setInterval(() => void room.explain(), LOOK_MS);
    return () => {
      clearInterval(timer);
      room.explanation.value = null;
    };
  }, [room]);
  const why = room.explanation.value;
  const workspace = room.workspace.value;
  if (why === null || workspace === null) return <div class="side-body" aria-busy="true" />;
  const session = room.session.value;
  return (
    <div class="side-body">
      <p>
        <span class={`dot ${workspace.state}`} aria-hidden="true" /> <strong>{stateWord(workspace)}</strong>
      </p>
      <p>{why.because}</p>
      <dl class="facts">
        {why.next === null || why.next.action === 'look' ? null : (
          <>
            <dt>Next</dt>
            <dd>
              {NEXT[why.next.action]} {ago(why.next.at)}
            </dd>
          </>
        )}
        <dt>Languages</dt>
        <dd>{session?.languages.join(', ') || 'none'}</dd>
        {session?.source === undefined ? null : (
          <>
            <dt>From</dt>
            <dd class="breaks">{session.source.gitUrl}</dd>
          </>
        )}
        <dt>Runtime</dt>
        <dd>{why.runtime || 'none yet'}</dd>
        <dt>Life</dt>
        <dd>{why.incarnation}</dd>
      </dl>
      <Leases of={why} />
      <div class="row">
        {room.isAdmin.value && room.isReady.value ? (
          <button class="button" onClick={() => void room.stop()}>
            Stop the workspace
          </button>
        ) : null}
        {room.role.value === 'owner' ? (
          <button class="button danger" onClick={() => void remove(room)}>
            Delete the session
          </button>
        ) : null}
      </div>
    </div>
  );
}

const NEXT = { warn: 'you are warned', stop: 'it stops' } as const;

function Leases({ of: { leases } }: { readonly of: WorkspaceExplanation }) {
  if (leases.length === 0) return null;
  return (
    <section>
      <h3>Kept alive by</h3>
      <ul class="leases">
        {leases.map(({ name, holder, reason, acquiredAt }) => (
          <li key={name + holder}>
            {reason || name} <span class="quiet">since {ago(acquiredAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function remove(room: RoomModel): Promise<void> {
  if (!confirm('Delete the session with all its files?')) return;
  const removed = await client.sessions.remove(room.id);
  if (removed.isErr()) room.tell(removed.error);
  else go({ name: 'sessions' });
}
