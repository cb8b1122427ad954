import type { Cases, CaseSubject } from '../cases.js';
import { expectErr } from '../expect-result.js';
import type { Operation } from './when-closed.js';

/** Each of `operations` fails with `request/aborted` when its signal fired before, and leaves nothing behind. */
export function whenAborted<S extends CaseSubject>(
  cases: Cases<S>,
  options: {
    readonly operations: Readonly<Record<string, Operation<S, [AbortSignal]>>>;
    /** Throws when an operation that was aborted had an effect all the same. @default nothing to look at */
    readonly verify?: (subject: S) => Promise<void>;
  },
): void {
  for (const [name, operation] of Object.entries(options.operations)) {
    cases.it(`${name} fails with request/aborted when its signal has fired`, async (subject) => {
      await expectErr(operation(subject, AbortSignal.abort()), 'request/aborted');
      await options.verify?.(subject);
    });
  }
}
