import type { ClientError } from '@carrel/client';
import { signal } from '@preact/signals';
import { lazy, Suspense } from 'preact/compat';
import { resume, saying, user } from './carrel.js';
import { Notices } from './parts/notices.js';
import { place } from './place.js';
import { Sessions } from './sessions/sessions.js';
import { SignIn } from './sign-in.js';

/** Why it is not known who is signed in. */
export const startFailure = signal<ClientError | null>(null);

const Room = lazy(() => import('./room/room.js').then(({ Room: page }) => ({ default: page })));

export function App() {
  return (
    <>
      <Page />
      <Notices />
    </>
  );
}

function Page() {
  if (user.value === undefined) return <Starting />;
  const where = place.value;
  if (user.value === null) return <SignIn key={where.name} />;
  if (where.name !== 'session') return <Sessions me={user.value} />;
  return (
    <Suspense fallback={<div class="splash" aria-busy="true" />}>
      <Room key={where.id} id={where.id} me={user.value} />
    </Suspense>
  );
}

function Starting() {
  if (startFailure.value === null) return <div class="splash" aria-busy="true" />;
  const again = () => {
    startFailure.value = null;
    void resume().then((error) => {
      startFailure.value = error;
    });
  };
  return (
    <main class="splash">
      <h1>Not connected</h1>
      <p>{saying(startFailure.value)}</p>
      <button class="button primary" onClick={again}>
        Try again
      </button>
    </main>
  );
}
