/** One step of a transaction on numbered records; what it gives is what it sees, its own writes included. */
export type Step =
  | { readonly do: 'get' | 'remove'; readonly id: number }
  | { readonly do: 'put'; readonly id: number; readonly value: string }
  /** All records from `id` on, up to `end`, which is not among them. */
  | { readonly do: 'scan'; readonly id: number; readonly end: number };

/** A transaction that was committed, and what it saw. */
export interface Committed {
  readonly steps: readonly Step[];
  /** What each step gave. */
  readonly seen: readonly unknown[];
  /** When it was asked for and when its result was there, on one clock. */
  readonly began: number;
  readonly ended: number;
}

type State = ReadonlyMap<number, string>;

/**
 * Whether there is an order of the transactions, one after the other, in which each would have seen what it saw, and which puts
 * none before one that had ended when it began; and in which `last` is what is left.
 */
export function isSerializable(history: readonly Committed[], last: State): boolean {
  const failed = new Set<string>();
  const search = (left: ReadonlySet<number>, state: State): boolean => {
    if (left.size === 0) return describeState(state) === describeState(last);
    const position = `${[...left].join()} ${describeState(state)}`;
    if (failed.has(position)) return false;
    for (const next of left) {
      if (!mayBeNext(history, left, next)) continue;
      const after = replay(history[next] as Committed, state);
      if (after !== null && search(new Set([...left].filter((each) => each !== next)), after)) return true;
    }
    failed.add(position);
    return false;
  };
  return search(new Set(history.keys()), new Map());
}

/** What a step gives on a state, and the state after it. */
export function perform(step: Step, state: Map<number, string>): unknown {
  switch (step.do) {
    case 'get':
      return state.get(step.id) ?? null;
    case 'put':
      state.set(step.id, step.value);
      return null;
    case 'remove':
      state.delete(step.id);
      return null;
    case 'scan':
      return [...state].filter(([id]) => id >= step.id && id < step.end).sort(([left], [right]) => left - right);
  }
}

function mayBeNext(history: readonly Committed[], left: ReadonlySet<number>, next: number): boolean {
  const began = history[next]?.began ?? 0;
  return [...left].every((other) => (history[other]?.ended ?? 0) >= began);
}

/** The state after the transaction, `null` when it would have seen something else. */
function replay({ steps, seen }: Committed, before: State): State | null {
  const state = new Map(before);
  const given = steps.map((step) => perform(step, state));
  return JSON.stringify(given) === JSON.stringify(seen) ? state : null;
}

function describeState(state: State): string {
  return JSON.stringify([...state].sort(([left], [right]) => left - right));
}
