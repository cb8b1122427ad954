import type { Aborted, Forbidden, InvalidInput } from '@carrel/core/kernel';
import type {
  AuthError,
  ChangePasswordError,
  CreateAgentError,
  CreateUserError,
  InviteError,
  IssueTicketError,
  LoginError,
  RedeemTicketError,
  RefreshError,
  RegisterError,
  RemoveAgentError,
  RemoveInvitationError,
  UpdateUserError,
} from '@carrel/core/identity';
import type { AnswerError, ConversationError } from '@carrel/core/conversations';
import type { CodeFailure } from '@carrel/core/code';
import type { DocumentError, DocumentFileError } from '@carrel/core/documents';
import type { LanguageError } from '@carrel/core/languages';
import type { PortFailure } from '@carrel/core/ports';
import type { ProjectError } from '@carrel/core/projects';
import type { RateLimiterError } from '@carrel/core/rate-limit';
import type { ConnectionError, RuntimeError } from '@carrel/core/runtime';
import type { MemberError, SessionError } from '@carrel/core/sessions';
import type { SettingLimitReached, SettingNotFound, SettingTooLarge } from '@carrel/core/settings';
import type { BackupNotFound, StoredError } from '@carrel/core/storage';
import type { RecordError, StoreError } from '@carrel/core/store';
import type { TaskError } from '@carrel/core/tasks';
import type { TerminalError } from '@carrel/core/terminals';
import type { StreamError } from '@carrel/core/streaming';
import type {
  CommandError,
  SnapshotLimit,
  SnapshotNotFound,
  SnapshotNotRestorable,
  WorkspaceError,
} from '@carrel/core/workspaces';
import type { PortProxyError } from '../ports/port-proxy-errors.js';
import type { HttpError } from './http-errors.js';

/** Everything that can go wrong with a request. */
export type ApiError =
  | Aborted
  | AnswerError
  | AuthError
  | BackupNotFound
  | ChangePasswordError
  | CodeFailure
  | CommandError
  | ConnectionError
  | ConversationError
  | CreateAgentError
  | CreateUserError
  | DocumentError
  | DocumentFileError
  | Forbidden
  | HttpError
  | InviteError
  | IssueTicketError
  | InvalidInput
  | LanguageError
  | LoginError
  | MemberError
  | PortFailure
  | PortProxyError
  | ProjectError
  | RateLimiterError
  | RecordError
  | RedeemTicketError
  | RefreshError
  | RegisterError
  | RemoveAgentError
  | RemoveInvitationError
  | RuntimeError
  | SessionError
  | SettingLimitReached
  | SettingNotFound
  | SettingTooLarge
  | SnapshotLimit
  | SnapshotNotFound
  | SnapshotNotRestorable
  | StoredError
  | StoreError
  | TaskError
  | TerminalError
  | StreamError
  | UpdateUserError
  | WorkspaceError;
