import type { ResultAsync } from '@carrel/core/kernel';
import type { Cases, CaseSubject } from '../cases.js';
import { expectErr } from '../expect-result.js';

/** Something a subject can be asked to do. */
export type Operation<S, A extends readonly unknown[] = []> = (
  subject: S,
  ...rest: A
) => ResultAsync<unknown, { readonly type: string }>;

/** A subject that was closed, or is not open yet, refuses every one of `operations` with the error type `expected`. */
export function whenClosed<S extends CaseSubject>(
  cases: Cases<S>,
  options: {
    /** Says in the name of each case how the subject came to be closed. @default 'after dispose' */
    readonly when?: string;
    /** Brings the subject into the closed state. */
    readonly close: (subject: S) => Promise<void>;
    readonly operations: Readonly<Record<string, Operation<S>>>;
    readonly expected: string;
  },
): void {
  for (const [name, operation] of Object.entries(options.operations)) {
    cases.it(`${name} fails with ${options.expected} ${options.when ?? 'after dispose'}`, async (subject) => {
      await options.close(subject);
      await expectErr(operation(subject), options.expected);
    });
  }
}
