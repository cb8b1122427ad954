import type { Clock, CursorCodec, IdSource } from '../kernel/index.js';
import type { RecordStore } from '../store/index.js';
import { noopMetrics, type Metrics } from '../telemetry/index.js';
import { Admission } from './admission.js';
import type { AgentRepository } from './agent-repository.js';
import type { AuthSessionRepository } from './auth-session-repository.js';
import { CallerCache } from './caller-cache.js';
import type { Ended } from './ended-feed.js';
import type { IdentityContext } from './identity-context.js';
import { identityInput } from './identity-input.js';
import { noJournal, type IdentityJournal } from './identity-journal.js';
import { resolveIdentityOptions, type IdentityOptions } from './identity-options.js';
import type { InvitationRepository } from './invitation-repository.js';
import { LocalPasswordHasher } from './local-password-hasher.js';
import { openGuard, type LoginGuard } from './login-guard.js';
import { OwnTokens } from './own-tokens.js';
import type { PasswordHasher } from './password-hasher.js';
import type { PasswordHashingOptions } from './password-hashing-options.js';
import { SigningKeys } from './signing-keys.js';
import { StoredAgentRepository } from './stored-agent-repository.js';
import { StoredAuthSessionRepository } from './stored-auth-session-repository.js';
import { StoredInvitationRepository } from './stored-invitation-repository.js';
import { StoredTenantRepository } from './stored-tenant-repository.js';
import { StoredUserRepository } from './stored-user-repository.js';
import type { TenantRepository } from './tenant-repository.js';
import type { TokenIssuer } from './token-issuer.js';
import type { TokenVerifier } from './token-verifier.js';
import type { UserRepository } from './user-repository.js';

export interface IdentityDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursors: CursorCodec;
  readonly options?: IdentityOptions;
  readonly passwords?: PasswordHashingOptions;
  /** Told what happens, in the transaction in which it does. @default nobody */
  readonly journal?: IdentityJournal;
  /** Told when tokens end in this process, so that others can `heed` it. @default nobody */
  readonly onEnded?: (ended: Ended) => void;
  /** @default hashing in this process, by `passwords` */
  readonly hasher?: PasswordHasher;
  /** @default tokens signed with the keys of the store */
  readonly issuer?: TokenIssuer;
  /** Whose access tokens are believed, such as `outsideIssuer(…)`. @default the installation's own */
  readonly verifier?: TokenVerifier;
  /** Slows down who guesses passwords. @default everybody is admitted */
  readonly guard?: LoginGuard;
  /** Counts what the cache of verified tokens knew. @default nowhere */
  readonly metrics?: Metrics;
  /** Each by default the one over `store`. */
  readonly tenants?: TenantRepository;
  readonly users?: UserRepository;
  readonly logins?: AuthSessionRepository;
  readonly agents?: AgentRepository;
  readonly invitations?: InvitationRepository;
}

/** What the use cases share, over `deps` and their defaults. */
export function toIdentityContext(deps: IdentityDeps, onEnded: (ended: Ended) => void): IdentityContext {
  const { store, clock, ids, cursors } = deps;
  const options = resolveIdentityOptions(deps.options);
  const callers = new CallerCache(options.maxCachedTokens, onEnded, deps.metrics ?? noopMetrics);
  const onChanged = () => {
    callers.clear();
  };
  const keys = new SigningKeys({ store, clock, ids, times: options, onChanged });
  const ownTokens = new OwnTokens({ keys, clock, ids, options });
  return {
    ...{ store, clock, ids, options, callers, keys },
    input: identityInput(options),
    tenants: deps.tenants ?? new StoredTenantRepository(cursors),
    users: deps.users ?? new StoredUserRepository(cursors),
    logins: deps.logins ?? new StoredAuthSessionRepository(cursors),
    agents: deps.agents ?? new StoredAgentRepository(cursors),
    invitations: deps.invitations ?? new StoredInvitationRepository(cursors),
    admission: new Admission(options.registration),
    hasher: deps.hasher ?? new LocalPasswordHasher(deps.passwords),
    issuer: deps.issuer ?? ownTokens,
    verifier: deps.verifier ?? ownTokens,
    journal: deps.journal ?? noJournal,
    guard: deps.guard ?? openGuard,
  };
}
