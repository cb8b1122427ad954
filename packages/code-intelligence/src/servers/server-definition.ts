import type { CodeEngineError, CodeQueryType } from '@carrel/core/code';
import type { Result } from '@carrel/core/kernel';

/** A language of the catalogue that a server speaks. */
export interface ServedLanguage {
  /** Such as `typescript`. */
  readonly id: string;
  /** What the names of its files end in, with the dot, and the protocol's name for those files. */
  readonly extensions: Readonly<Record<string, string>>;
}

/** The program of a server, ready to be started. */
export interface ServerProgram {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  /** Directories that it reads, besides its own installation and `/usr`. */
  readonly reads: readonly string[];
}

/** What of the host a definition's program depends on. */
export interface ProgramOptions {
  /** The heap that one process of a server in JavaScript may have, in MiB. */
  readonly heapMib: number;
  /** Where programs that are not part of this package are looked for, as in `PATH`. */
  readonly searchPath: string;
}

/** A file that a server needs and that the session does not have. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** A kind of language server: what it speaks and how it is started. */
export interface ServerDefinition {
  /** Unique among the definitions of an engine. */
  readonly id: string;
  readonly languages: readonly ServedLanguage[];
  /** `code/server-failed` where this machine does not have it, whose cause may be a text that says what is missing. */
  program(options: ProgramOptions): Result<ServerProgram, CodeEngineError>;
  initializationOptions?(options: ProgramOptions): unknown;
  /** What it is told when it asks for its settings, by their section. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the names of files match that it needs besides those that it speaks, such as `pyproject.toml`. */
  readonly needs?: RegExp;
  /** What it needs next to the files of a session, which are at `paths` below `root`. */
  generated?(root: string, paths: Iterable<string>): GeneratedFile | null;
  /**
   * How it learns what happens to files that it does not have open, where being told is not enough: it has them open for a while,
   * or another server takes its place.
   */
  readonly learns?: {
    readonly created?: 'by-opening';
    readonly changed?: 'by-opening';
    readonly removed?: 'by-restart';
    /** Of those that it `needs`. */
    readonly needed?: 'by-restart';
  };
  /** What it can be asked. */
  readonly queries: readonly CodeQueryType[];
  /** What the paths match of files that configure a project, of which it knows when a file of it is open. */
  readonly projects?: RegExp;
  /** It sees no further than the files that it has open: those that mention a name are opened for it. */
  readonly seesOpenFilesOnly?: boolean;
  /** It answers before it has read what was opened; what it publishes of a file says that it has. */
  readonly readsLate?: boolean;
  /** What it logs as an error when a process that it needs has ended: it goes on without, and answers that there is nothing. */
  readonly brokenAfter?: RegExp;
  /** It completes only where its client takes templates. */
  readonly wantsSnippets?: boolean;
  /** What it logs when it knows the files of the session: asked before, it would take those that are open for all. */
  readonly knowsFilesBy?: RegExp;
  /** How long it stays silent after the last diagnostics before they count as all, where it only pushes them. */
  readonly settleMs?: number;
}

/** What the file at `path` is to a server: the definition that speaks it, its language and the protocol's name of that. */
export interface ServedFile {
  readonly definition: ServerDefinition;
  readonly language: string;
  readonly languageId: string;
}

/** Which of `definitions` speaks the file at `path`; `null` for none. The first that does, where several do. */
export function servedFile(definitions: readonly ServerDefinition[], path: string): ServedFile | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot < 0) return null;
  const extension = name.slice(dot).toLowerCase();
  for (const definition of definitions) {
    for (const language of definition.languages) {
      const languageId = Object.hasOwn(language.extensions, extension) ? language.extensions[extension] : undefined;
      if (languageId !== undefined) return { definition, language: language.id, languageId };
    }
  }
  return null;
}

/** The definition that speaks a language of the catalogue. */
export function serverOf(definitions: readonly ServerDefinition[], language: string): ServerDefinition | null {
  return definitions.find((one) => one.languages.some(({ id }) => id === language)) ?? null;
}
