import { err, errAsync, ok, type Result, type ResultAsync } from '../kernel/index.js';
import { runtimeUnsupported, type RuntimeUnsupported } from './runtime-errors.js';

/** Whose the files of a workspace are: `WorkspaceSpec.files` says what that means. */
export type FilesOwner = 'box' | 'session';

/** Names the session whose boxes keep their files together. */
export interface SessionFiles {
  readonly installationId: string;
  readonly tenantId: string;
  readonly sessionId: string;
}

/** What `listSessionFiles` and `forgetSessionFiles` of a runtime without the capability `sessionFiles` are. */
export function noSessionFiles(): ResultAsync<never, RuntimeUnsupported> {
  return errAsync(runtimeUnsupported('sessionFiles'));
}

/** `runtime/unsupported` for files that are to outlive their box, so that nobody relies on a runtime that forgets them. */
export function checkSessionFiles(
  files: FilesOwner | undefined,
  { sessionFiles }: { readonly sessionFiles: boolean },
): Result<void, RuntimeUnsupported> {
  return files !== 'session' || sessionFiles ? ok(undefined) : err(runtimeUnsupported('sessionFiles'));
}
