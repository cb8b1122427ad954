import type { Clock, IdSource } from '../kernel/index.js';
import type { RecordStore } from '../store/index.js';
import type { AgentRepository } from './agent-repository.js';
import type { AuthSessionRepository } from './auth-session-repository.js';
import type { CallerCache } from './caller-cache.js';
import type { IdentityInput } from './identity-input.js';
import type { IdentityJournal } from './identity-journal.js';
import type { ResolvedIdentityOptions } from './identity-options.js';
import type { InvitationRepository } from './invitation-repository.js';
import type { LoginGuard } from './login-guard.js';
import type { PasswordHasher } from './password-hasher.js';
import type { Admission } from './admission.js';
import type { SigningKeys } from './signing-keys.js';
import type { TenantRepository } from './tenant-repository.js';
import type { TokenIssuer } from './token-issuer.js';
import type { TokenVerifier } from './token-verifier.js';
import type { UserRepository } from './user-repository.js';

/** What the use cases of identity share. */
export interface IdentityContext {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly options: ResolvedIdentityOptions;
  readonly input: IdentityInput;
  readonly tenants: TenantRepository;
  readonly users: UserRepository;
  readonly logins: AuthSessionRepository;
  readonly agents: AgentRepository;
  readonly invitations: InvitationRepository;
  readonly hasher: PasswordHasher;
  readonly keys: SigningKeys;
  readonly issuer: TokenIssuer;
  readonly verifier: TokenVerifier;
  readonly callers: CallerCache;
  readonly journal: IdentityJournal;
  readonly guard: LoginGuard;
  readonly admission: Admission;
}

/** Which request asks, where nobody is known to ask. */
export interface RequestContext {
  /** Names the request in the audit. */
  readonly requestId: string;
  /** Where it came from, for the audit and for counting tries to log in, which are not counted without one. */
  readonly address?: string;
  /** Gives up with `request/aborted` while waiting; what had become durable stays. */
  readonly signal?: AbortSignal;
}
