import { createHash } from 'node:crypto';
import type { Carrel } from '@carrel/core';
import { errAsync, NO_TENANT, okAsync, type ResultAsync } from '@carrel/core/kernel';
import { addressGroup } from '@carrel/core/rate-limit';
import type { ApiError } from './api-error.js';
import type { ResolvedHttpOptions } from './http-options.js';
import { takeForRefusedToken } from './rate-gate.js';

/** Who sent a token or ticket. */
export interface TokenSender {
  readonly address: string;
  readonly requestId: string;
  /** The token, where it was no ticket. */
  readonly token: string | undefined;
}

export interface TokenGateDeps {
  readonly carrel: Carrel;
  readonly options: Pick<ResolvedHttpOptions, 'rateLimit'>;
}

const REFUSED: ReadonlySet<ApiError['type']> = new Set([
  'auth/ticket-invalid',
  'auth/token-expired',
  'auth/token-invalid',
  'auth/token-revoked',
]);

/** Said only of tokens that once were good. */
const ONCE_GOOD: ReadonlySet<ApiError['type']> = new Set(['auth/token-expired', 'auth/token-revoked']);

/**
 * What `asked` gives, where a refused token or ticket is counted and told to the audit, and past the limit answered as
 * `request/rate-limited`, of which the audit is told nothing. A good one is let through however many were refused before it.
 *
 * What never was good counts by its address. A token that once was counts by itself: whoever has to renew theirs is told so, whatever
 * others do at the same address.
 */
export function gatedToken<T>(
  asked: ResultAsync<T, ApiError>,
  sender: () => TokenSender,
  deps: TokenGateDeps,
): ResultAsync<T, ApiError> {
  return asked.orElse((error) => (REFUSED.has(error.type) ? refused(error, sender(), deps) : errAsync(error)));
}

function refused(
  error: ApiError,
  sender: TokenSender,
  { carrel, options }: TokenGateDeps,
): ResultAsync<never, ApiError> {
  const { address, requestId } = sender;
  return (
    takeForRefusedToken(countedAs(error, sender), { limiter: carrel.rateLimiter, options: options.rateLimit })
      // Nobody gets in where nobody can count.
      .orElse((failure) => (failure.type === 'request/rate-limited' ? errAsync(failure) : okAsync(undefined)))
      .andThen(() =>
        carrel.audit.note({
          ...{ tenantId: NO_TENANT, actor: { type: 'system' }, requestId, address },
          ...{ action: 'token.refused', subject: '', outcome: 'denied', details: { error: error.type } },
        }),
      )
      .andThen(() => errAsync(error))
  );
}

function countedAs({ type }: ApiError, { address, token }: TokenSender): string {
  const from = addressGroup(address);
  if (token === undefined || !ONCE_GOOD.has(type)) return from;
  return `${from}:${createHash('sha256').update(token).digest('base64url').slice(0, 22)}`;
}
