/** What is known of a project: where its files are, and what its manifests say. */
export interface ProjectFiles {
  /** Relative to the root of the project, with forward slashes. */
  readonly paths: readonly string[];
  /** The text of one of `manifestPaths`; `undefined` when it could not be had. */
  readonly read: (path: string) => string | undefined;
}

/** The limits of one detection. */
export interface DetectionOptions {
  /** How many manifests are looked at; those nearest to the root come first. @default 64 */
  readonly maxManifests?: number;
  /** A manifest of more bytes than this is not looked into. @default 262_144 */
  readonly maxManifestBytes?: number;
  /** How many directories below the root manifests are looked for. @default 6 */
  readonly maxDepth?: number;
}

/** What a project is worked with, as argv without a shell, run in the directory of the detection. Absent where unknown. */
export interface ProjectCommands {
  /** Fetches what the project depends on, or sets up its build. */
  readonly install?: readonly string[];
  readonly build?: readonly string[];
  /** Starts it the way its developers do. */
  readonly run?: readonly string[];
  readonly test?: readonly string[];
}

/** A framework, or the plain tool of a language, that a directory of a project is built with. */
export interface Detection {
  readonly id: string;
  readonly name: string;
  /** The id of a language of the catalogue. */
  readonly language: string;
  /** Relative to the root of the project; empty for the root itself. */
  readonly directory: string;
  /** From 0 to 1. Below 0.3 a manifest was there that could not be understood. */
  readonly confidence: number;
  /** What speaks for it, such as `package.json: dependency next` or `next.config.js`. Paths are relative to the root. */
  readonly evidence: readonly string[];
  /** The id of the tool that it is worked with, such as `pnpm` or `cargo`. */
  readonly manager: string;
  readonly commands: ProjectCommands;
  /** Where it listens when nobody tells it otherwise. */
  readonly ports: readonly number[];
}
