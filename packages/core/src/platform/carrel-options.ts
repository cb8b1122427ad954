import type { AuditOptions } from '../audit/index.js';
import type { Bus } from '../bus/index.js';
import type { CodeOptions } from '../code/index.js';
import type { ConversationOptions, ConversationRepository, MessageRepository } from '../conversations/index.js';
import type { DocumentOptions } from '../documents/index.js';
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
import type { ChatModel } from '../models/index.js';
import type { PresenceStore } from '../presence/index.js';
import type { ProjectOptions } from '../projects/index.js';
import type { PortOptions } from '../ports/index.js';
import type { RateLimiter } from '../rate-limit/index.js';
import type { WorkspaceRuntime } from '../runtime/index.js';
import type { LoginLimits } from './login-limits.js';
import type { MemberRepository, SessionLimits, SessionRepository } from '../sessions/index.js';
import type { SettingOptions } from '../settings/index.js';
import type { StorageOptions, StorageProvider } from '../storage/index.js';
import type { CollectionSchema, RecordStore } from '../store/index.js';
import type { TerminalOptions, TerminalRepository } from '../terminals/index.js';
import type { StreamOptions, StreamRepository } from '../streaming/index.js';
import type { StreamLog } from '../streams/index.js';
import type { TaskOptions, TaskRepository } from '../tasks/index.js';
import type { ToolOptions } from '../tools/index.js';
import type { Logger, Metrics, Tracer } from '../telemetry/index.js';
import type {
  ActivityRepository,
  CommandOptions,
  CommandRepository,
  LifePolicy,
  QueueOptions,
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
  readonly members?: MemberRepository;
  /** With one, no boxes are made ahead: a claim changes a workspace and a box in one transaction. */
  readonly workspaces?: WorkspaceRepository;
  readonly commands?: CommandRepository;
  readonly terminals?: TerminalRepository;
  readonly conversations?: ConversationRepository;
  readonly messages?: MessageRepository;
  /** Needed with `workspaces` of the host's own: what is known of their use changes together with them. */
  readonly activities?: ActivityRepository;
  readonly streams?: StreamRepository;
  readonly tasks?: TaskRepository;
}

/** What a Carrel is made of. Only `store` and `runtime` are needed. */
export interface CarrelOptions {
  /** Where records are kept. It is opened, and disposed with the Carrel. */
  readonly store: RecordStore;
  /** What makes workspaces. It is opened, and disposed with the Carrel. */
  readonly runtime: WorkspaceRuntime;
  /** Where files of sessions are kept while no workspace runs; rooms for which none is named have the first. Opened, and disposed with the Carrel. @default none */
  readonly storages?: readonly StorageProvider[];
  /** Where streams are kept. Opened, and disposed with the Carrel. Several replicas need one that they share. @default `memoryStreamLog()` */
  readonly streams?: StreamLog;
  /** Counts what users call. Opened, and disposed with the Carrel; the same for the two below. @default `memoryRateLimiter()` */
  readonly rateLimiter?: RateLimiter;
  /** Who is connected. @default `memoryPresence()` */
  readonly presence?: PresenceStore;
  /** Tells other replicas at once what they would find out a little later. @default `memoryBus()` */
  readonly bus?: Bus;
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
  /** Where the Carrel measures. @default nowhere */
  readonly metrics?: Metrics;
  /** Where the Carrel tells how long its calls of the store, the runtime and the log of streams take. @default nowhere */
  readonly tracer?: Tracer;
  readonly identity?: IdentityOptions;
  readonly passwords?: PasswordHashingOptions;
  /** How much guessing of passwords there may be, where requests to log in say their address. */
  readonly logins?: LoginLimits;
  /** @default argon2id or scrypt in this process, by `passwords` */
  readonly hasher?: PasswordHasher;
  /** Whose access tokens are believed, such as `outsideIssuer(…)`. @default the Carrel's own */
  readonly verifier?: TokenVerifier;
  readonly audit?: AuditOptions;
  readonly settings?: SettingOptions;
  readonly sessions?: Partial<SessionLimits>;
  readonly workspaces?: WorkspaceOptions;
  /** How starts wait that the limits of `workspaces` have no room for. */
  readonly queue?: QueueOptions;
  /** How long each workspace may be idle, and live. @default the same for all, by `workspaces` */
  readonly lifePolicy?: LifePolicy;
  readonly commands?: CommandOptions;
  readonly terminals?: TerminalOptions;
  /** How many streams to ports of workspaces are open at once. */
  readonly ports?: PortOptions;
  readonly files?: FileOptions;
  readonly projects?: ProjectOptions;
  readonly conversations?: ConversationOptions;
  readonly documents?: DocumentOptions;
  /** What answers about code, and how plans may be. */
  readonly code?: CodeOptions;
  /** What answers in conversations. @default nothing: asking is `model/not-configured` */
  readonly model?: ChatModel;
  readonly tools?: ToolOptions;
  /** How many tasks run, and how far each goes. */
  readonly tasks?: TaskOptions;
  readonly storage?: StorageOptions;
  readonly streaming?: StreamOptions;
  /** How sources of sessions are cloned, and with whose credentials. */
  readonly sources?: SourceOptions;
}
