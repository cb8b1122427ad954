import type { AuditOptions } from '../audit/index.js';
import type { FileOptions } from '../files/index.js';
import type {
  AgentRepository,
  AuthSessionRepository,
  IdentityOptions,
  PasswordHasher,
  PasswordHashingOptions,
  TenantRepository,
  TokenVerifier,
  UserRepository,
} from '../identity/index.js';
import type { Clock, IdSource } from '../kernel/index.js';
import type { ImageOptions, Language } from '../languages/index.js';
import type { ProjectOptions } from '../projects/index.js';
import type { WorkspaceRuntime } from '../runtime/index.js';
import type { SessionLimits, SessionRepository } from '../sessions/index.js';
import type { SettingOptions } from '../settings/index.js';
import type { CollectionSchema, RecordStore } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import type {
  CommandOptions,
  CommandRepository,
  SourceOptions,
  WorkspaceOptions,
  WorkspaceRepository,
} from '../workspaces/index.js';

/** Repositories of the host's own, each in place of the one over the record store. */
export interface CarrelRepositories {
  readonly tenants?: TenantRepository;
  readonly users?: UserRepository;
  readonly logins?: AuthSessionRepository;
  readonly agents?: AgentRepository;
  readonly sessions?: SessionRepository;
  readonly workspaces?: WorkspaceRepository;
  readonly commands?: CommandRepository;
}

/** What a Carrel is made of. Only `store` and `runtime` are needed. */
export interface CarrelOptions {
  /** Where records are kept. It is opened, and disposed with the Carrel. */
  readonly store: RecordStore;
  /** What makes workspaces. It is opened, and disposed with the Carrel. */
  readonly runtime: WorkspaceRuntime;
  /** The languages that sessions may have. @default `builtInLanguages` */
  readonly languages?: readonly Language[];
  /** How the images of workspaces are made, where the runtime has any. */
  readonly images?: ImageOptions;
  /** Collections of the host app, so that it can keep its own records in the same store. @default none */
  readonly collections?: readonly CollectionSchema[];
  readonly repositories?: CarrelRepositories;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default random, sorted by time */
  readonly ids?: IdSource;
  /** @default silent */
  readonly logger?: Logger;
  readonly identity?: IdentityOptions;
  readonly passwords?: PasswordHashingOptions;
  /** @default argon2id or scrypt in this process, by `passwords` */
  readonly hasher?: PasswordHasher;
  /** Whose access tokens are believed, such as `outsideIssuer(…)`. @default the Carrel's own */
  readonly verifier?: TokenVerifier;
  readonly audit?: AuditOptions;
  readonly settings?: SettingOptions;
  readonly sessions?: Partial<SessionLimits>;
  readonly workspaces?: WorkspaceOptions;
  readonly commands?: CommandOptions;
  readonly files?: FileOptions;
  readonly projects?: ProjectOptions;
  /** How sources of sessions are cloned, and with whose credentials. */
  readonly sources?: SourceOptions;
}
