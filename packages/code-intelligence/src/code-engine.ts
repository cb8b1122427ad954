import {
  codeServerFailed,
  codeTooLarge,
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
import { proposeChange } from './engine/propose-change.js';
import { answerQuery } from './queries/answer-query.js';
import type { QueryLimits } from './queries/query-context.js';
import { Confinement } from './servers/confinement.js';
import { REFACTORINGS } from './refactor/capabilities.js';
import { isStructural } from './structural/grammar.js';
import { search } from './structural/search.js';
import { servedFile, serverOf, type ServerDefinition } from './servers/server-definition.js';
import { sortServers, type LackingServer } from './servers/lacking-servers.js';
import { ServerPool } from './servers/server-pool.js';

const OPERATION = 'Code intelligence';
const MAX_TEXT_CHARS = 20_000;
const MAX_LINE_CHARS = 500;
const USES: ReadonlySet<CodeQueryType> = new Set(['references', 'implementations', 'callers']);
const EDITOR_LIMITS = { maxMessages: 1_000, maxRequests: 50 };

/**
 * An engine over language servers that run as processes of this machine, and look at mirrors of the sessions' files. Its languages
 * are those whose servers this machine has.
 */
export function createCodeEngine(options: CodeEngineOptions = {}): CodeEngine {
  return new ServerCodeEngine(options);
}

/** The languages that an engine with these options leaves out, since this machine does not have their servers. */
export function findLackingServers(options: CodeEngineOptions = {}): readonly LackingServer[] {
  const defaults = withDefaults(options);
  return sortServers(defaults.servers, defaults).lacking;
}

interface Asked {
  readonly definition: ServerDefinition;
  readonly language: string;
}

interface ProposedBy {
  readonly definition: ServerDefinition;
  readonly language: string | null;
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
    const defaults = withDefaults(given);
    const options = { ...defaults, servers: sortServers(defaults.servers, defaults).runnable };
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
        this.answer(lent, language, query).map((answer) =>
          'isTruncated' in answer && !seesAll ? { ...answer, isTruncated: true } : answer,
        ),
      ),
    );
    return abortable(OPERATION, answer, options.signal);
  }

  propose(
    source: CodeSource,
    refactoring: Refactoring,
    options: CodeCallOptions = {},
  ): ResultAsync<ProposedChange, OperationFailure> {
    if (this.isDisposed) return errAsync(codeServerFailed());
    const valid = checkCall(refactoring, options, this.callLimits);
    if (valid.isErr()) return errAsync(valid.error);
    const asked = this.whichServer(refactoring) ?? this.whichMoves(refactoring);
    if (asked === null || !isProposed(asked.language, refactoring))
      return errAsync(codeUnsupported(refactoring.type, asked?.language ?? null));
    const context = { ...asked, source, definitions: this.definitions, limits: this.limits };
    const proposed = this.operations.run(source, this.callFor(asked.definition, options), (lent) =>
      new ResultAsync(prepare(lent, aboutIt(refactoring))).andThen((seesAll) =>
        seesAll
          ? new ResultAsync(proposeChange(lent, refactoring, context))
          : errAsync(codeTooLarge('More files mention that name than its server looks at.')),
      ),
    );
    return abortable(OPERATION, proposed, options.signal);
  }

  connect(
    source: CodeSource,
    language: string,
    { signal }: CodeCallOptions = {},
  ): ResultAsync<EditorLink, OperationFailure> {
    if (this.isDisposed) return errAsync(codeServerFailed());
    const definition = serverOf(this.definitions, language);
    if (definition === null) return errAsync(codeUnsupported('connect', language));
    return abortable(OPERATION, this.links.open(source, definition, signal), signal);
  }

  forget(key: string): Promise<void> {
    return this.workspaces.forget(key);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    await Promise.all([this.pool.dispose(), this.workspaces.dispose()]);
  }

  private answer({ server, mirror, signal }: Lent, language: string, query: CodeQuery) {
    if (query.type !== 'search') return answerQuery({ server, language, limits: this.limits, signal }, query);
    const texts = { paths: [...mirror.paths()], textOf: (path: string) => server.textOf(path) };
    return search(texts, query, { signal, maxMatches: this.limits.maxItems });
  }

  private check(query: CodeQuery, options: CodeCallOptions): Result<Asked, OperationFailure> {
    if (this.isDisposed) return err(codeServerFailed());
    const valid = checkCall(query, options, this.callLimits);
    if (valid.isErr()) return err(valid.error);
    const asked = this.whichServer(query);
    const isOffered =
      query.type === 'search' ? isStructural(query.language) : asked?.definition.queries.includes(query.type);
    if (asked === null || isOffered !== true) {
      return err(codeUnsupported(query.type, asked?.language ?? null));
    }
    return ok(asked);
  }

  /** For a directory that is moved: the server that has most follow. */
  private whichMoves({ type }: Refactoring): ProposedBy | null {
    const definition = this.definitions.find(({ languages }) =>
      languages.some(({ id }) => REFACTORINGS[id]?.includes('move-file')),
    );
    return type !== 'move-file' || definition === undefined ? null : { definition, language: null };
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

/** Whether it is offered; of a language that is not in the table the server says so. */
function isProposed(language: string | null, { type }: Refactoring): boolean {
  if (language === null) return true;
  const known = REFACTORINGS[language];
  return known === undefined ? type === 'rename-symbol' || type === 'action' : known.includes(type);
}

/** The query that has the same open as the refactoring needs. */
function aboutIt(refactoring: Refactoring): CodeQuery {
  if ('position' in refactoring) {
    const { path, position } = refactoring;
    return { type: 'references', path, position };
  }
  if ('range' in refactoring) return { type: 'actions', path: refactoring.path, range: refactoring.range };
  if (refactoring.type === 'organise-imports') return { type: 'symbols', path: refactoring.path };
  return { type: 'search', language: '', pattern: '' };
}

function toLanguages({ languages, queries }: ServerDefinition): readonly CodeLanguage[] {
  return languages.map(({ id, extensions }) => ({
    id,
    extensions: Object.keys(extensions),
    queries: isStructural(id) ? [...queries, 'search'] : queries,
    refactorings: REFACTORINGS[id] ?? ['rename-symbol', 'action'],
  }));
}
