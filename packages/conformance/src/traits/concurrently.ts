import type { Cases, CaseSubject } from '../cases.js';

/** Starts `count` pieces of work in one go, and gives their results in the order of their numbers. */
export function allAtOnce<T>(count: number, work: (number: number) => PromiseLike<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: count }, (_, number) => work(number)));
}

/** A promise that holds however many callers there are at once: `verify` looks at all results and at what is left behind. */
export function concurrently<S extends CaseSubject, T>(
  cases: Cases<S>,
  options: {
    readonly name: string;
    readonly callers: number;
    /** What one caller does. */
    readonly work: (subject: S, caller: number) => PromiseLike<T>;
    readonly verify: (subject: S, results: readonly T[]) => Promise<void>;
  },
): void {
  cases.it(`${options.name}, with ${options.callers} callers at once`, async (subject) => {
    const results = await allAtOnce(options.callers, (caller) => options.work(subject, caller));
    await options.verify(subject, results);
  });
}
