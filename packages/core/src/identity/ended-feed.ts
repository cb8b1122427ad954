import type { Caller } from '../kernel/index.js';

/** Whose tokens are to be looked at anew: a login or an agent that is over, or a user who is not what they were. */
export interface Ended {
  readonly kind: 'login' | 'user' | 'agent';
  readonly id: string;
}

/** Tells this process at once when tokens are worth less than they were. It is a hint: the store has the truth. */
export class EndedFeed {
  private readonly watchers = new Map<string, Set<() => void>>();

  /** Calls everybody who watches a caller that it concerns. */
  publish(ended: Ended): void {
    for (const wake of [...(this.watchers.get(keyOf(ended)) ?? [])]) wake();
  }

  /** Calls `wake` at whatever ends of the caller, until the returned function is called. */
  watch(caller: Caller, wake: () => void): () => void {
    const keys = keysOf(caller);
    for (const key of keys) this.watchers.set(key, (this.watchers.get(key) ?? new Set()).add(wake));
    return () => {
      for (const key of keys) {
        const watchers = this.watchers.get(key);
        watchers?.delete(wake);
        if (watchers?.size === 0) this.watchers.delete(key);
      }
    };
  }
}

function keysOf({ agentId, authSessionId, userId }: Caller): readonly string[] {
  return [
    keyOf({ kind: 'user', id: userId }),
    ...(authSessionId === undefined ? [] : [keyOf({ kind: 'login', id: authSessionId })]),
    ...(agentId === undefined ? [] : [keyOf({ kind: 'agent', id: agentId })]),
  ];
}

function keyOf({ kind, id }: Ended): string {
  return `${kind} ${id}`;
}
