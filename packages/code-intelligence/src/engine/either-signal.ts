export interface EitherSignal {
  readonly signal: AbortSignal;
  /** Lets go of both: nothing of this stays with them. */
  release(): void;
}

/** Fires when one of the two does. For signals that last longer than what they end. */
export function eitherSignal(one: AbortSignal, other: AbortSignal | undefined): EitherSignal {
  const both = new AbortController();
  const signals = other === undefined ? [one] : [one, other];
  const abort = () => {
    both.abort();
  };
  for (const signal of signals) {
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: both.signal,
    release() {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
