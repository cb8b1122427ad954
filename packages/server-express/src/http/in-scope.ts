import type { Carrel } from '@carrel/core';
import { err, forbidden, hasScope, okAsync, type Caller, type Forbidden, type ResultAsync } from '@carrel/core/kernel';
import type { ErrorOf } from './error-of.js';

/** Why it is not known that a token allows a call, or known that it does not. */
export type ScopeError = Forbidden | ErrorOf<Carrel['audit']['refused']>;

interface Scoped {
  readonly scope: string;
  /** What the audit calls the call. */
  readonly call: string;
}

/** The caller, whose token allows `scope`; `auth/forbidden` otherwise, when the audit was told. */
export function inScope(caller: Caller, { scope, call }: Scoped, carrel: Carrel): ResultAsync<Caller, ScopeError> {
  if (hasScope(caller, scope)) return okAsync(caller);
  const refusal = forbidden(`use ${scope}`);
  return carrel.audit.refused(caller, { call, error: refusal.type }).andThen(() => err(refusal));
}
