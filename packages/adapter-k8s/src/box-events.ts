import type { RuntimeEvent } from '@carrel/core/runtime';
import type { PodObject } from './api-objects.js';
import { handleOf } from './box-labels.js';
import type { CacheChange } from './object-cache.js';
import type { Informer } from './informer.js';
import { endOf, stageOf } from './pod-state.js';

/** How many deaths wait for who listens; those that came first are dropped then. */
const MAX_WAITING = 10_000;

/** The deaths of boxes, of every installation, as the watch on their pods tells them, until `signal`. */
export async function* podDeaths(
  pods: Informer<PodObject>,
  signal: AbortSignal,
): AsyncGenerator<RuntimeEvent, void, void> {
  const waiting: RuntimeEvent[] = [];
  let wake: () => void = () => undefined;
  const unsubscribe = pods.subscribe((change) => {
    const death = deathIn(change);
    if (death === null) return;
    waiting.push(death);
    if (waiting.length > MAX_WAITING) waiting.shift();
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}

/** The death that a change of a pod is; a pod dies once, by its end or by being taken away. */
export function deathIn({ before, after }: CacheChange<PodObject>): RuntimeEvent | null {
  const pod = after ?? before;
  const handle = pod === null ? null : handleOf(pod);
  if (pod === null || handle === null) return null;
  const wasOver = before !== null && stageOf(before) === 'over';
  const isOver = after === null || stageOf(after) === 'over';
  // One that was over when it was first seen died before anybody looked.
  if (before === null || wasOver || !isOver) return null;
  return { type: after !== null && endOf(after) === 'out-of-memory' ? 'out-of-memory' : 'died', handle };
}
