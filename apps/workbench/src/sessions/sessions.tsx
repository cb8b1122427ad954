import type { Session, User } from '@carrel/client';
import { useEffect, useState } from 'preact/hooks';
import { client, saying, signOut } from '../carrel.js';
import { Brand } from '../parts/form.js';
import { Icon } from '../parts/icon.js';
import { ThemeButton } from '../parts/theme-button.js';
import { ago } from '../parts/time.js';
import { addressOf } from '../place.js';
import { NewSession } from './new-session.js';
import { stateWord } from './state-word.js';

/** How often the list is looked at anew while it is seen. */
const LOOK_MS = 5_000;

export function Sessions({ me }: { readonly me: User }) {
  const { sessions, problem, more, look } = useSessions();
  const [isMaking, setMaking] = useState(false);
  return (
    <div class="sessions-page">
      <header class="top">
        <Brand />
        <span class="spacer" />
        <span class="who">{me.displayName || me.email}</span>
        <ThemeButton />
        <button class="icon-button" aria-label="Sign out" onClick={() => void signOut()}>
          <Icon name="signOut" />
        </button>
      </header>
      <main class="sessions">
        <div class="sessions-head">
          <h1>Sessions</h1>
          <button class="button primary" onClick={() => setMaking(true)}>
            <Icon name="add" />
            New session
          </button>
        </div>
        {problem === null ? null : <p class="form-error">{problem}</p>}
        <List sessions={sessions} me={me} />
        {more === null ? null : (
          <button class="button" onClick={() => void look(more)}>
            Show more
          </button>
        )}
      </main>
      {isMaking ? <NewSession onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

function List({ sessions, me }: { readonly sessions: readonly Session[] | null; readonly me: User }) {
  if (sessions === null) return <p class="quiet" aria-busy="true" />;
  if (sessions.length === 0)
    return (
      <div class="empty">
        <p>No sessions yet.</p>
        <p class="quiet">A session is a place to work: files, an editor, terminals, and whoever you let in.</p>
      </div>
    );
  return (
    <ul class="session-list">
      {sessions.map((session) => (
        <li key={session.id}>
          <a href={addressOf({ name: 'session', id: session.id })}>
            <span class={`dot ${session.workspace.state}`} aria-hidden="true" />
            <span class="session-name">{session.name || 'Untitled'}</span>
            <span class="session-about">
              {[
                session.kind === 'room' ? (session.ownerId === me.id ? 'room' : 'room, shared with you') : 'solo',
                ...session.languages,
              ].join(' · ')}
            </span>
            <span class="session-state">{stateWord(session.workspace)}</span>
            <time dateTime={session.updatedAt}>{ago(session.updatedAt)}</time>
          </a>
        </li>
      ))}
    </ul>
  );
}

function useSessions() {
  const [sessions, setSessions] = useState<readonly Session[] | null>(null);
  const [more, setMore] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const look = async (cursor?: string) => {
    const page = await client.sessions.list({ limit: 50, ...(cursor === undefined ? {} : { cursor }) });
    if (page.isErr()) return setProblem(saying(page.error));
    setProblem(null);
    setMore(page.value.nextCursor);
    setSessions((before) => (cursor === undefined ? page.value.items : [...(before ?? []), ...page.value.items]));
  };
  useEffect(() => {
    void look();
    const timer = setInterval(() => {
      if (!document.hidden) void look();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return { sessions, problem, more, look };
}
