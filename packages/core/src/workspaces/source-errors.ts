import type { CarrelError } from '../kernel/index.js';

/** Why a source did not come into a workspace. */
export type SourceFailure =
  /** There is no such repository, or not for these credentials. */
  | 'not-found'
  /** It needs credentials, or refuses those that it got. */
  | 'auth-refused'
  /** It has no such branch, tag or commit. */
  | 'ref-not-found'
  | 'timeout'
  /** Past the bounds on bytes or files, or the space of the workspace. */
  | 'too-large'
  /** The image of the workspace lacks git. */
  | 'no-git'
  /** The workspace may not reach anything. */
  | 'no-network'
  /** Its host is not found or does not answer. */
  | 'unreachable'
  /** Only http and https are cloned, and no redirect leads to another scheme. */
  | 'scheme-refused'
  | 'failed';

/** The source of the session could not be cloned into its workspace, which therefore did not start. */
export interface WorkspaceSourceFailed extends CarrelError<'workspace/source-failed'> {
  readonly reason: SourceFailure;
}

const MESSAGES: Readonly<Record<SourceFailure, string>> = {
  'not-found': 'There is no repository at the source of the session.',
  'auth-refused': 'The source of the session needs credentials, or refused those that it got.',
  'ref-not-found': 'The source of the session has no such branch, tag or commit.',
  timeout: 'The source of the session did not come in time; a smaller depth takes less.',
  'too-large': 'The source of the session is larger than a workspace takes.',
  'no-git': 'The workspace has no git to fetch the source of the session with.',
  'no-network': 'The workspace has no network to fetch the source of the session over.',
  unreachable: 'The host of the source of the session cannot be reached.',
  'scheme-refused': 'Only sources of http and https are cloned, without a redirect to another scheme.',
  failed: 'The source of the session could not be cloned.',
};

const RETRYABLE: ReadonlySet<SourceFailure> = new Set(['timeout', 'unreachable', 'failed']);

export function workspaceSourceFailed(reason: SourceFailure): WorkspaceSourceFailed {
  const retryable = RETRYABLE.has(reason);
  return {
    type: 'workspace/source-failed',
    message: MESSAGES[reason],
    retryable,
    ...(retryable ? { retryAfterMs: 5_000 } : {}),
    reason,
  };
}
