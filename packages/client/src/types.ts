import type { paths } from './generated/api.js';

type Content<R> = R extends { readonly content: { readonly 'application/json': infer T } } ? T : never;
type Answers<O> = O extends { readonly responses: infer R } ? R : never;
type Answer<P extends keyof paths, M extends keyof paths[P], S extends number> = Content<
  Answers<paths[P][M]>[S & keyof Answers<paths[P][M]>]
>;
type Body<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { readonly requestBody?: infer B }
  ? Content<NonNullable<B>>
  : never;
type Query<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  readonly parameters: { readonly query?: infer Q };
}
  ? Partial<NonNullable<Q>>
  : never;
/** In a URL a number is text; here it is a number. */
type Filter<Q> = Omit<Q, keyof PageRequest> & PageRequest;
type Item<P> = P extends { readonly items: readonly (infer T)[] } ? T : never;

/** A part of a list; `nextCursor` gets the next one, and is `null` behind the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Which part of a list. */
export interface PageRequest {
  /** From 1 to 200. @default 50 */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export type RegisterUser = Body<'/auth/register', 'post'>;
export type Credentials = Body<'/auth/login', 'post'>;
export type SignedIn = Answer<'/auth/login', 'post', 200>;
export type Tokens = SignedIn['tokens'];
export type User = SignedIn['user'];
export type Tenant = SignedIn['tenant'];
export type Ticket = Answer<'/auth/tickets', 'post', 201>;
export type PortLink = Answer<'/sessions/{id}/port-links', 'post', 201>;
export type MakePortLink = Body<'/sessions/{id}/port-links', 'post'>;

/** Tokens as a client holds them. `expiresAt` is made of `expiresInMs` when they come, so that kept ones tell their age. */
export interface TokenSet {
  readonly accessToken: string;
  /** Without it nothing is refreshed. */
  readonly refreshToken?: string | undefined;
  readonly tokenType?: 'Bearer' | undefined;
  readonly expiresInMs?: number | undefined;
  readonly expiresAt?: string | undefined;
}

export type UpdateProfile = Body<'/users/me', 'put'>;
export type ChangePassword = Body<'/users/me/password', 'put'>;
export type Setting = Item<Answer<'/settings', 'get', 200>>;

export type Session = Answer<'/sessions/{id}', 'get', 200>;
export type CreateSession = Body<'/sessions', 'post'>;
export type UpdateSession = Body<'/sessions/{id}', 'put'>;
export type ForkSession = Body<'/sessions/{id}/fork', 'post'>;
export type SessionFilter = Filter<Query<'/sessions', 'get'>>;
export type RelatedSession = Item<Answer<'/sessions/related', 'get', 200>>;
export type Member = Item<Answer<'/sessions/{id}/members', 'get', 200>>;
export type MemberRole = Body<'/sessions/{id}/members/{userId}', 'put'>['role'];

export type Workspace = Session['workspace'];
export type WorkspaceExplanation = Answer<'/sessions/{id}/workspace/keep-alive', 'post', 200>;

export type CommandInput = Omit<Body<'/sessions/{id}/commands', 'post'>, 'argv' | 'shell' | 'background'>;
export type CommandResult = Answer<'/sessions/{id}/commands', 'post', 200>;
export type Command = Answer<'/sessions/{id}/commands/{cid}', 'get', 200>;
export type RunCode = Body<'/sessions/{id}/run', 'post'>;
export type CodeResult = Answer<'/sessions/{id}/run', 'post', 200>;

export type FileEntry = Answer<'/sessions/{id}/files/stat', 'get', 200>;

export type OpenTerminal = Body<'/sessions/{id}/terminals', 'post'>;
export type Terminal = Answer<'/sessions/{id}/terminals/{tid}', 'get', 200>;

export type ProjectList = Answer<'/sessions/{id}/projects', 'get', 200>;
export type Project = Item<ProjectList>;
export type InstallPackages = Omit<Body<'/sessions/{id}/projects/install', 'post'>, 'background'>;
export type InstallResult = Answer<'/sessions/{id}/projects/install', 'post', 200>;
export type StartedInstall = Answer<'/sessions/{id}/projects/install', 'post', 201>;

export type Conversation = Answer<'/conversations/{id}', 'get', 200>;
export type CreateConversation = Body<'/conversations', 'post'>;
export type Message = Answer<'/conversations/{id}/messages/{mid}', 'get', 200>;
export type AddMessage = Body<'/conversations/{id}/messages', 'post'>;

export type Task = Answer<'/tasks/{id}', 'get', 200>;
export type CreateTask = Body<'/sessions/{id}/tasks', 'post'>;
export type TaskFilter = Filter<Query<'/sessions/{id}/tasks', 'get'>>;

export type SharedDocument = Answer<'/sessions/{id}/documents/{name}', 'get', 200>;
export type SharedDocumentVersion = Answer<'/sessions/{id}/documents/{name}/versions', 'post', 201>;
export type SharedDocumentSnapshot = Answer<'/sessions/{id}/documents/{name}/versions/{version}', 'get', 200>;
export type SharedDocumentClient = Item<Answer<'/sessions/{id}/documents/{name}/clients', 'get', 200>>;
export type SharedDocumentFile = Answer<'/sessions/{id}/documents/{name}/file', 'get', 200>;
export type BindSharedDocument = Body<'/sessions/{id}/documents/{name}/file', 'put'>;
export type SyncedDocument = Answer<'/sessions/{id}/documents/{name}/sync', 'post', 200>;
export type CodeLanguage = Item<Answer<'/code/languages', 'get', 200>>;
/** A question about code; `type` says which. */
export type AskCode = Body<'/sessions/{id}/code/query', 'post'>;
/** What came of a question, whose `type` it has. */
export type CodeAnswer = Answer<'/sessions/{id}/code/query', 'post', 200>;
/** The answer to a question of that type. */
export type CodeAnswerTo<Type extends AskCode['type']> = CodeAnswer extends infer One
  ? One extends { readonly type: infer Types }
    ? Type extends Types
      ? One
      : never
    : never
  : never;
export type CodePlan = Answer<'/sessions/{id}/code/plans/{planId}', 'get', 200>;
export type CodePlanSummary = Item<Answer<'/sessions/{id}/code/plans', 'get', 200>>;
export type CreateCodePlan = Body<'/sessions/{id}/code/plans', 'post'>;
export type Refactoring = CreateCodePlan['refactoring'];
export type RefactoringType = Refactoring['type'];
/** Between two places of a file; lines and columns count from 1, columns in UTF-16 units. */
export type CodeRange = Extract<Refactoring, { readonly type: 'extract' }>['range'];
export type CodePosition = CodeRange['start'];
export type Backup = Answer<'/sessions/{id}/backups', 'post', 201>;
export type Restored = Answer<'/sessions/{id}/restore', 'post', 200>;

export type Language = Answer<'/languages/{id}', 'get', 200>;

export type CreateUser = Body<'/tenant/users', 'post'>;
export type UpdateUser = Body<'/tenant/users/{id}', 'put'>;
export type Agent = Item<Answer<'/tenant/agents', 'get', 200>>;
export type CreateAgent = Body<'/tenant/agents', 'post'>;
export type CreatedAgent = Answer<'/tenant/agents', 'post', 201>;
export type AuditRecord = Item<Answer<'/tenant/audit', 'get', 200>>;
export type Invitation = Item<Answer<'/tenant/invitations', 'get', 200>>;
export type CreateInvitation = Body<'/tenant/invitations', 'post'>;
export type CreatedInvitation = Answer<'/tenant/invitations', 'post', 201>;
