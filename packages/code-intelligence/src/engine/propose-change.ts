import { codeUnsupported, type CodeSource, type ProposedChange, type Refactoring } from '@carrel/core/code';
import { err, type Result } from '@carrel/core/kernel';
import type { LanguageServer } from '../language-server.js';
import type { QueryLimits } from '../queries/query-context.js';
import { serverDiagnostics } from '../queries/diagnostics.js';
import { REFACTORINGS } from '../refactor/capabilities.js';
import { isAtOrBelow, type FilesOfSession } from '../refactor/files-of-session.js';
import { propose } from '../refactor/propose.js';
import { servedFile, type ServerDefinition } from '../servers/server-definition.js';
import type { Lent, OperationFailure } from './operations.js';

/** What a refactoring is made up from. */
export interface ProposalContext {
  readonly source: CodeSource;
  /** Of the file that it is about; of a directory that is moved, `null`. */
  readonly language: string | null;
  readonly definitions: readonly ServerDefinition[];
  readonly limits: QueryLimits;
}

/** What the refactoring would do, by the server that was lent: the file that it is about is open. */
export async function proposeChange(
  lent: Lent,
  refactoring: Refactoring,
  context: ProposalContext,
): Promise<Result<ProposedChange, OperationFailure>> {
  const moved = refactoring.type === 'move-file' ? languagesBelow(lent, refactoring.path, context) : new Set<string>();
  const language = context.language ?? [...moved].find(follows) ?? [...moved][0] ?? null;
  if (language === null) return err(codeUnsupported(refactoring.type, null));
  const { signal } = lent;
  const server = toProposing(lent, language);
  const diagnosticsOf = (path: string) =>
    serverDiagnostics({ server: lent.server, language, limits: context.limits, signal }, path);
  const proposed = await propose(server, filesOf(lent, context.source), refactoring, { signal, diagnosticsOf });
  return proposed.map((change) => withWarnings(change, moved));
}

/** The files as their plan will find them: one that is another by now than what its servers saw has no bytes. */
function filesOf({ mirror, signal }: Lent, source: CodeSource): FilesOfSession {
  return {
    paths: [...mirror.paths()],
    bytesOf: async (path) => {
      const read = await source.read(path, { signal });
      if (read.isErr() || read.value === null) return null;
      return read.value.tag === mirror.tagOf(path) ? read.value.bytes : null;
    },
  };
}

/** The server as refactorings see it: a file that is another one in the mirror is no text that can be edited. */
function toProposing({ server, mirror }: Lent, language: string): LanguageServer {
  const { capabilities, root } = server;
  return {
    ...{ language, capabilities, root },
    request: (method, params, signal) => server.request(method, params, signal),
    uriOf: (path) => server.uriOf(path),
    pathOf: (uri) => server.pathOf(uri),
    textOf: (path) => (mirror.isAltered(path) ? Promise.resolve(null) : server.textOf(path)),
    openFile: (path) => server.openFile(path),
    collectEdits: (work) => server.collectEdits(work),
  };
}

/** The languages of the files at a path and below it. */
function languagesBelow({ mirror }: Lent, path: string, { definitions }: ProposalContext): Set<string> {
  const languages = new Set<string>();
  for (const each of mirror.paths()) {
    const served = isAtOrBelow(each, path) ? servedFile(definitions, each) : null;
    if (served !== null) languages.add(served.language);
  }
  return languages;
}

function follows(language: string): boolean {
  return REFACTORINGS[language]?.includes('move-file') === true;
}

/** What is moved in languages whose imports do not follow. */
function withWarnings(change: ProposedChange, moved: ReadonlySet<string>): ProposedChange {
  const left = [...moved].filter((language) => !follows(language));
  if (left.length === 0) return change;
  const warning = `What refers to the moved files in ${left.join(', ')} stays as it is.`;
  return { ...change, warnings: [...change.warnings, warning] };
}
