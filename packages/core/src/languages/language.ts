import type { Tier } from '../kernel/index.js';

/** What one workspace or run of a language may use. */
export interface LanguageLimits {
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly pids: number;
  /** How long one run may take, when the caller names no time. */
  readonly timeoutMs: number;
}

/**
 * One step that turns files into a result, as argv. `{main}` stands for the path of the main file, `{sources}`, alone in its
 * place, for the paths of all files of the language, `{output}` for where the build goes, and `{mainName}` for the main file's
 * path without its extension.
 */
export interface LanguageStep {
  readonly argv: readonly string[];
}

/** A file that comes with a language. The path is relative to the directory of a run. */
export interface SuppliedFile {
  readonly path: string;
  readonly content: string;
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
  readonly packageManagers: readonly string[];
  readonly frameworks: readonly string[];
}
