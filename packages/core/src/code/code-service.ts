import { errAsync, okAsync, type Caller, type ResultAsync, type SessionId } from '../kernel/index.js';
import type { CodeAccess } from './code-access.js';
import type { CodeEngine, CodeLanguage, UnsavedText } from './code-engine.js';
import { codeUnavailable, type CodeUnavailable } from './code-errors.js';
import { ofEngine, type CodeFailure } from './code-failure.js';
import type { CodeFiles } from './code-files.js';
import { checkQuery, checkUnsaved } from './code-input.js';
import type { ResolvedCodeOptions } from './code-options.js';
import type { CodePlanService } from './code-plan-service.js';
import type { CodeAnswer, CodeQuery } from './code-query.js';
import { SessionSource } from './session-source.js';
import type { SeenSessions } from './seen-sessions.js';

export interface CodeServiceDeps {
  readonly access: CodeAccess;
  readonly engine: CodeEngine | null;
  readonly files: CodeFiles;
  readonly plans: CodePlanService;
  readonly seen: SeenSessions;
  readonly options: ResolvedCodeOptions;
}

/** A query about the code of a session. */
export type AskCode = CodeQuery & {
  readonly sessionId: SessionId;
  /** Texts that are edited and not in their files; they count instead of those. @default none */
  readonly unsaved?: readonly UnsavedText[];
};

/** Questions about the code of sessions, and changes to it. The engine of `code.engine` answers. */
export class CodeService {
  constructor(private readonly deps: CodeServiceDeps) {}

  /** Refactorings. */
  get plans(): CodePlanService {
    return this.deps.plans;
  }

  /** What can be asked and done, by language; `code/unavailable` without an engine. */
  languages(_caller: Caller): ResultAsync<readonly CodeLanguage[], CodeUnavailable> {
    const { engine } = this.deps;
    return engine === null ? errAsync(codeUnavailable()) : okAsync(engine.languages);
  }

  /**
   * What the engine answers over the files as they are at some moment after the call, with `unsaved` on top. `code/unavailable`
   * without an engine, and its own errors, such as `code/unsupported`.
   */
  query(
    caller: Caller,
    { sessionId, unsaved = [], ...query }: AskCode,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<CodeAnswer, CodeFailure> {
    const { access, engine, files, options, seen } = this.deps;
    const valid = checkQuery(query);
    if (valid.isErr()) return errAsync(valid.error);
    const texts = checkUnsaved(unsaved, options);
    if (texts.isErr()) return errAsync(texts.error);
    return access
      .check(caller, sessionId, { action: 'files.read' })
      .andThen((): ResultAsync<CodeAnswer, CodeFailure> => {
        if (engine === null) return errAsync(codeUnavailable());
        const source = new SessionSource(files, caller, { sessionId, maxFileBytes: options.maxFileBytes });
        seen.add({ tenantId: caller.tenantId, id: sessionId });
        const call = { unsaved: texts.value, ...(signal === undefined ? {} : { signal }) };
        return engine.query(source, valid.value, call).mapErr(ofEngine);
      });
  }
}
