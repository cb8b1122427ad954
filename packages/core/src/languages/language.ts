import type { Tier } from '../kernel/index.js';

/** What one workspace or run of a language may use. */
export interface LanguageLimits {
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly pids: number;
  /** How long one run may take, when the caller names no time. */
  readonly timeoutMs: number;
  /** How long its compilation may take. */
  readonly compileTimeoutMs: number;
}

/**
 * One step that turns files into a result, as argv. `{main}` stands for the path of the main file, `{sources}`, alone in its
 * place, for the paths of all files of the language, `{output}` for where the build goes, and `{mainName}` for the main file's
 * path without its extension. It writes nowhere but to the directory of the run, to `/tmp` and to `HOME`.
 */
export interface LanguageStep {
  readonly argv: readonly string[];
}

/** A file that comes with a language. The path is relative to the directory of a run. */
export interface SuppliedFile {
  readonly path: string;
  readonly content: string;
}

/** What a language needs of the image of a workspace. */
export interface LanguageImage {
  /** Debian packages that bring its programs, as `name` or `name=version`. */
  readonly packages: readonly string[];
  /** The environment of everything in the workspace. */
  readonly env: Readonly<Record<string, string>>;
  /** What it adds to an image, about, in millions of bytes. */
  readonly sizeMb: number;
  /** The only base that it works on. Any when absent. */
  readonly base?: string;
  /** Languages that no image can have beside it, by id. */
  readonly conflicts?: readonly string[];
}

/** Programs that show that a language works. Each is a list of files, of which the first is the main one. */
export interface LanguageSamples {
  /** Prints `Hello, world!` and the end of a line. */
  readonly hello: readonly SuppliedFile[];
  /** Prints the lines it reads from standard input, in upper case. */
  readonly shout: readonly SuppliedFile[];
  /** Does not compile. Of a language with a compile step alone. */
  readonly broken?: readonly SuppliedFile[];
}

/** An entry of the catalogue. */
export interface Language {
  /** Lower-case letters, digits, `+`, `#` and `-`. */
  readonly id: string;
  readonly name: string;
  /** Other names that mean this language. */
  readonly aliases: readonly string[];
  readonly tier: Tier;
  /** With the dot. The first is the one of a main file. */
  readonly extensions: readonly string[];
  /** What its image promises; `null` where the host decides. */
  readonly version: string | null;
  readonly limits: LanguageLimits;
  /** Laid into the directory of every run, such as declarations of what the platform offers. */
  readonly supplied?: readonly SuppliedFile[];
  readonly compile?: LanguageStep;
  readonly run: LanguageStep;
  /** Tells the version in its output. */
  readonly versionProbe?: LanguageStep;
  readonly packageManagers: readonly string[];
  readonly frameworks: readonly string[];
  /** Absent where no image can be made for it, so that it needs one of the user's own. */
  readonly image?: LanguageImage;
  readonly samples?: LanguageSamples;
}
