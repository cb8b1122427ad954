import { timeLimit, type Clock } from '../kernel/index.js';
import type { WorkspaceConnection } from '../runtime/index.js';

/** Whether what is at the other end of the link answers a call within `timeoutMs`. */
export async function answersInTime(
  { processes }: WorkspaceConnection,
  { clock, timeoutMs, signal }: { readonly clock: Clock; readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<boolean> {
  const limit = timeLimit(clock, timeoutMs, signal);
  try {
    const answer = await processes.list({ signal: limit.signal });
    return answer.isOk();
  } finally {
    limit.cancel();
  }
}
