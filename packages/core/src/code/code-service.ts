import {
  errAsync,
  okAsync,
  Ticker,
  type Caller,
  type Clock,
  type ResultAsync,
  type SessionId,
} from '../kernel/index.js';
import type { AccessFeed } from '../sessions/index.js';
import type { CodeAccess } from './code-access.js';
import type { CodeEngine, CodeLanguage, UnsavedText } from './code-engine.js';
import { codeUnavailable, type CodeUnavailable } from './code-errors.js';
import { ofEngine, type CodeFailure } from './code-failure.js';
import type { CodeFiles } from './code-files.js';
import { checkQuery, checkUnsaved } from './code-input.js';
import { WatchedLink, type CodeLink, type CodeLinkDeps } from './code-link.js';
import type { ResolvedCodeOptions } from './code-options.js';
import type { CodePlanService } from './code-plan-service.js';
import type { CodeAnswer, CodeQuery } from './code-query.js';
import { SessionSource } from './session-source.js';
import type { SeenSessions } from './seen-sessions.js';

export interface CodeServiceDeps {
  readonly access: CodeAccess;
  readonly accessFeed: AccessFeed;
  readonly clock: Clock;
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

/** How often each line of an editor is asked for what its user may do. */
const LOOK_MS = 10_000;

/** Names the server of a language, over the files of a session. */
export interface ConnectEditor {
  readonly sessionId: SessionId;
  /** By its id, such as `typescript`. */
  readonly language: string;
}

/** Questions about the code of sessions, and changes to it. The engine of `code.engine` answers. */
export class CodeService {
  private readonly links: CodeLinkDeps;

  constructor(private readonly deps: CodeServiceDeps) {
    this.links = { ...deps, looks: new Ticker(deps.clock, LOOK_MS) };
  }

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

  /**
   * A line of an editor to the language's server, over the files as they are and as they change. It ends when the caller may not
   * read them any more, which `lost` says then. `code/unavailable` without an engine, and its own errors.
   */
  connect(
    caller: Caller,
    { sessionId, language }: ConnectEditor,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<CodeLink, CodeFailure> {
    const { access, engine, files, options, seen } = this.deps;
    return access.check(caller, sessionId, { action: 'files.read' }).andThen((): ResultAsync<CodeLink, CodeFailure> => {
      if (engine === null) return errAsync(codeUnavailable());
      const source = new SessionSource(files, caller, { sessionId, maxFileBytes: options.maxFileBytes });
      seen.add({ tenantId: caller.tenantId, id: sessionId });
      return engine
        .connect(source, language, signal === undefined ? {} : { signal })
        .mapErr(ofEngine)
        .map((link) => new WatchedLink(this.links, link, caller, sessionId));
    });
  }
}
