/** How long to wait before something that ended is followed anew. */
const AGAIN_MS = 5_000;

/**
 * Follows something while the page is seen, and anew when it ended: a page that nobody sees leaves its connection to others, of
 * which a browser has few. Ends with `signal`.
 */
export function followWhileSeen(follow: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): void {
  let current: AbortController | null = null;
  const look = () => {
    if (document.hidden) {
      current?.abort();
      current = null;
    } else if (current === null) {
      current = new AbortController();
      void keep(follow, AbortSignal.any([current.signal, signal]));
    }
  };
  document.addEventListener('visibilitychange', look, { signal });
  look();
}

async function keep(follow: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await follow(signal);
    await pause(AGAIN_MS, signal);
  }
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
