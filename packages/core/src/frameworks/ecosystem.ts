import type { EcosystemId, Steps } from './framework-rule.js';
import type { ManifestReader } from './manifests/manifest-reader.js';

/** A program that fetches dependencies and runs what the project has. */
export interface ProjectTool {
  readonly id: string;
  /** Files that show that a project is worked with it, such as lock files. */
  readonly markers: readonly string[];
  /** Whether a marker in a directory above speaks for a project as well, as in a monorepo. */
  readonly inherited?: boolean;
  readonly install: Steps;
  /** The words before a program of the project. */
  readonly exec: readonly string[];
  /** Runs a script of the manifest, which stands for `{script}`. */
  readonly script?: readonly string[];
}

/** A family of manifests that mean one kind of project when they stand in one directory. */
export interface Ecosystem {
  readonly id: EcosystemId;
  /** By file name; `*` stands for any text. */
  readonly manifests: Readonly<Record<string, ManifestReader>>;
  /** The language is the first whose fact is known, such as `ext:.ts` for a file of that kind in the directory or below. */
  readonly languages: readonly { readonly id: string; readonly fact?: string }[];
  /** The last one is used when nothing speaks for another. */
  readonly tools: readonly [...ProjectTool[], ProjectTool];
}
