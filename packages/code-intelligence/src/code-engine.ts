import {
  codeServerFailed,
  codeUnsupported,
  type CodeAnswer,
  type CodeCallOptions,
  type CodeEngine,
  type CodeLanguage,
  type CodeQuery,
  type CodeQueryType,
  type CodeSource,
  type EditorLink,
  type ProposedChange,
  type Refactoring,
} from '@carrel/core/code';
import { abortable, err, errAsync, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { Links } from './editor/links.js';
import { checkCall, checkPosition } from './engine/check-call.js';
import { withDefaults, type CodeEngineOptions } from './engine/engine-options.js';
import { openMentions, openMentionsOf, openProjects } from './engine/open-mentions.js';
import { openFor, Operations, type Lent, type OperationFailure } from './engine/operations.js';
import { Workspaces } from './engine/workspaces.js';
import { answerQuery } from './queries/answer-query.js';
import type { QueryLimits } from './queries/query-context.js';
import { Confinement } from './servers/confinement.js';
import { servedFile, serverOf, type ServerDefinition } from './servers/server-definition.js';
import { ServerPool } from './servers/server-pool.js';

const OPERATION = 'Code intelligence';
const MAX_TEXT_CHARS = 20_000;
const MAX_LINE_CHARS = 500;
const USES: ReadonlySet<CodeQueryType> = new Set(['references', 'implementations', 'callers']);
const EDITOR_LIMITS = { maxMessages: 1_000, maxRequests: 50 };

/** An engine over language servers that run as processes of this machine, and look at mirrors of the sessions' files. */
export function createCodeEngine(options: CodeEngineOptions = {}): CodeEngine {
  return new ServerCodeEngine(options);
}

interface Asked {
  readonly definition: ServerDefinition;
  readonly language: string;
}

class ServerCodeEngine implements CodeEngine {
  readonly name = 'language-servers';
  readonly languages: readonly CodeLanguage[];
  private readonly definitions: readonly ServerDefinition[];
  private readonly pool: ServerPool;
  private readonly workspaces: Workspaces;
  private readonly operations: Operations;
  private readonly links: Links;
  private readonly limits: QueryLimits;
  private readonly callLimits: { readonly maxUnsaved: number; readonly maxUnsavedChars: number };
  private isDisposed = false;

  constructor(given: CodeEngineOptions) {
    const options = withDefaults(given);
    const { servers, maxItems, requestMs, maxUnsaved, maxFileBytes, directory, maxMirrors } = options;
    this.definitions = servers;
    this.languages = servers.flatMap(toLanguages);
    this.limits = {
      maxItems,
      maxTextChars: MAX_TEXT_CHARS,
      maxLineChars: MAX_LINE_CHARS,
      diagnosticsMs: requestMs,
    };
    this.callLimits = { maxUnsaved, maxUnsavedChars: maxFileBytes };
    this.pool = new ServerPool({
      ...options,
      programs: options,
      confinement: new Confinement(options.confinement),
    });
    this.workspaces = new Workspaces(this.pool, { directory, definitions: servers, limits: options, maxMirrors });
    this.operations = new Operations(this.pool, this.workspaces, options.maxCalls);
    this.links = new Links(
      { pool: this.pool, workspaces: this.workspaces, operations: this.operations },
      {
        maxLinks: options.maxEditors,
        followMs: options.followMs,
        limits: { ...EDITOR_LIMITS, maxDocuments: maxUnsaved, maxDocumentChars: maxFileBytes, editMs: requestMs },
        clock: options.clock,
      },
    );
  }

  query(
    source: CodeSource,
    query: CodeQuery,
    options: CodeCallOptions = {},
  ): ResultAsync<CodeAnswer, OperationFailure> {
    const checked = this.check(query, options);
    if (checked.isErr()) return errAsync(checked.error);
    const { definition, language } = checked.value;
    const answer = this.operations.run(source, this.callFor(definition, options), (lent) =>
      new ResultAsync(prepare(lent, query)).andThen((seesAll) =>
        answerQuery({ server: lent.server, language, limits: this.limits, signal: lent.signal }, query).map((answer) =>
          'isTruncated' in answer && !seesAll ? { ...answer, isTruncated: true } : answer,
        ),
      ),
    );
    return abortable(OPERATION, answer, options.signal);
  }

  propose(_source: CodeSource, refactoring: Refactoring): ResultAsync<ProposedChange, OperationFailure> {
    const asked = this.whichServer(refactoring);
    return errAsync(codeUnsupported(refactoring.type, asked?.language ?? null));
  }

  connect(
    source: CodeSource,
    language: string,
    { signal }: CodeCallOptions = {},
  ): ResultAsync<EditorLink, OperationFailure> {
    if (this.isDisposed) return errAsync(codeServerFailed());
    const definition = serverOf(this.definitions, language);
    if (definition === null) return errAsync(codeUnsupported('hover', null));
    return abortable(OPERATION, this.links.open(source, definition, signal), signal);
  }

  forget(key: string): Promise<void> {
    return this.workspaces.forget(key);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    await Promise.all([this.pool.dispose(), this.workspaces.dispose()]);
  }

  private check(query: CodeQuery, options: CodeCallOptions): Result<Asked, OperationFailure> {
    if (this.isDisposed) return err(codeServerFailed());
    const valid = checkCall(query, options, this.callLimits);
    if (valid.isErr()) return err(valid.error);
    const asked = this.whichServer(query);
    if (asked?.definition.queries.includes(query.type) !== true) {
      return err(codeUnsupported(query.type, asked?.language ?? null));
    }
    return ok(asked);
  }

  /** `null` where no server speaks what is asked about. */
  private whichServer(asked: { readonly path: string } | { readonly language: string }): Asked | null {
    if ('path' in asked) return servedFile(this.definitions, asked.path);
    const definition = serverOf(this.definitions, asked.language);
    return definition === null ? null : { definition, language: asked.language };
  }

  private callFor(definition: ServerDefinition, { signal, unsaved = [] }: CodeCallOptions) {
    const isServed = ({ path }: { readonly path: string }) => servedFile([definition], path) !== null;
    return { definition, unsaved: unsaved.filter(isServed), ...(signal && { signal }) };
  }
}

/** The server has open what it must have to answer; whether it sees all that the answer may be about. */
async function prepare(lent: Lent, query: CodeQuery): Promise<Result<boolean, OperationFailure>> {
  const { server, mirror } = lent;
  if (!('path' in query)) {
    const seesAll = await openProjects(server, mirror);
    return ok(!('name' in query) || ((await openMentionsOf(server, mirror, query.name)) && seesAll));
  }
  const opened = await openFor(lent, query.path);
  if (opened.isErr()) return err(opened.error);
  const text = (await server.textOf(query.path)) ?? '';
  if ('range' in query) {
    const { start, end } = query.range;
    return checkPosition(text, start, 'range.start')
      .andThen(() => checkPosition(text, end, 'range.end'))
      .map(() => true);
  }
  if (!('position' in query)) return ok(true);
  const checked = checkPosition(text, query.position, 'position');
  if (checked.isErr()) return err(checked.error);
  // What a name is used by may be in other projects than the file's own.
  const seesAll = USES.has(query.type) ? await openProjects(server, mirror) : true;
  return ok((await openMentions(server, mirror, query)) && seesAll);
}

function toLanguages({ languages, queries }: ServerDefinition): readonly CodeLanguage[] {
  return languages.map(({ id, extensions }) => ({
    id,
    extensions: Object.keys(extensions),
    queries,
    refactorings: [],
  }));
}
