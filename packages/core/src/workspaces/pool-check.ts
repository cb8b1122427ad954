import type { Clock } from '../kernel/index.js';
import type { WorkspaceConnection } from '../runtime/index.js';

/** Whether what is at the other end of the link answers a call within `timeoutMs`. */
export async function answersInTime(
  { processes }: WorkspaceConnection,
  { clock, timeoutMs, signal }: { readonly clock: Clock; readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<boolean> {
  const late = new AbortController();
  const giveUp = () => {
    late.abort();
  };
  const cancel = clock.setTimer(timeoutMs, giveUp);
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted === true) giveUp();
  try {
    const answer = await processes.list({ signal: late.signal });
    return answer.isOk();
  } finally {
    cancel();
    signal?.removeEventListener('abort', giveUp);
  }
}
