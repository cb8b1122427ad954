import assert from 'node:assert/strict';
import type { Result, ResultAsync } from '@carrel/core/kernel';
import type { Cases, CaseSubject } from '../cases.js';

/** What was asked of the subject on behalf of one tenant, about one thing. */
export type TenantOperation<S, Thing> = (
  subject: S,
  about: { readonly tenantId: string; readonly thing: Thing },
) => ResultAsync<unknown, { readonly type: string }>;

/** For each of `operations`, a thing of another tenant answers exactly as one that does not exist, and stays as it was. */
export function acrossTenants<S extends CaseSubject, Thing>(
  cases: Cases<S>,
  options: {
    /** Makes a thing that belongs to `tenantId`. */
    readonly arrange: (subject: S, tenantId: string) => Promise<Thing>;
    /** Names a thing that never existed. */
    readonly missing: Thing;
    readonly operations: Readonly<Record<string, TenantOperation<S, Thing>>>;
    /** Everything about the thing that its own tenant can see; it must be the same afterwards. */
    readonly inspect: (subject: S, tenantId: string, thing: Thing) => Promise<unknown>;
  },
): void {
  for (const [name, operation] of Object.entries(options.operations)) {
    cases.it(`${name} answers for a thing of another tenant as for a missing one`, async (subject) => {
      // Asked while there is nothing at all, so that a list of everybody's things is found out, too.
      const missing = await operation(subject, { tenantId: 'ten_stranger', thing: options.missing });
      const thing = await options.arrange(subject, 'ten_owner');
      const before = await options.inspect(subject, 'ten_owner', thing);
      const foreign = await operation(subject, { tenantId: 'ten_stranger', thing });
      assert.deepEqual(outcome(foreign), outcome(missing));
      assert.deepEqual(await options.inspect(subject, 'ten_owner', thing), before);
    });
  }
}

function outcome(result: Result<unknown, { readonly type: string }>): unknown {
  return result.isOk() ? { ok: result.value } : { error: result.error.type };
}
