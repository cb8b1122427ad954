import type { Writable } from 'node:stream';

/** Resolves when the other side took what was written, or its connection is over; after `stallTimeoutMs` it is cut. */
export function drained(response: Writable, stallTimeoutMs: number): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      response.off('drain', finish).off('close', finish);
      resolve();
    };
    const timer = setTimeout(() => response.destroy(), stallTimeoutMs).unref();
    response.once('drain', finish).once('close', finish);
  });
}
