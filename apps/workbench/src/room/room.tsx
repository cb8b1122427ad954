import type { User } from '@carrel/client';
import { useEffect, useState } from 'preact/hooks';
import { saying } from '../carrel.js';
import { addressOf } from '../place.js';
import { Bench } from './bench.js';
import { BenchModel } from './bench-model.js';

/** One session, for as long as it is looked at. */
export function Room({ id, me }: { readonly id: string; readonly me: User }) {
  const [bench, setBench] = useState<BenchModel | null>(null);
  useEffect(() => {
    const made = new BenchModel(id, me);
    setBench(made);
    void made.room.open();
    return () => made.dispose();
  }, [id, me.id]);
  if (bench === null) return <div class="splash" aria-busy="true" />;
  const problem = bench.room.problem.value;
  if (problem !== null)
    return (
      <main class="splash">
        <h1>{problem.type === 'session/not-found' ? 'No such session' : 'Not opened'}</h1>
        <p>{saying(problem)}</p>
        <a class="button primary" href={addressOf({ name: 'sessions' })}>
          All sessions
        </a>
      </main>
    );
  if (bench.room.session.value === null) return <div class="splash" aria-busy="true" />;
  return <Bench bench={bench} />;
}
