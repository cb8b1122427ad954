/**
 * One way to do something, as argv. `{exec}`, alone in its place, stands for the words with which the tool of the project runs
 * programs of the project (`npx`, `poetry run`, none at all).
 */
export interface CommandStep {
  readonly argv: readonly string[];
  /** A fact that has to hold, such as `file:manage.py` beside the manifest, `dependency:pytest` or `ecosystem:maven`. */
  readonly when?: string;
}

/** A script of the manifest's own, run by the tool of the project. */
export interface ScriptStep {
  readonly script: string;
}

/** Ways to do something. The first that is possible is the one. */
export type Steps = readonly (CommandStep | ScriptStep)[];

export interface CommandSteps {
  /** The one of the tool when absent. */
  readonly install?: Steps;
  readonly build?: Steps;
  readonly run?: Steps;
  readonly test?: Steps;
}

export type EcosystemId =
  | 'node'
  | 'deno'
  | 'python'
  | 'cargo'
  | 'go'
  | 'maven'
  | 'gradle'
  | 'bundler'
  | 'composer'
  | 'cmake'
  | 'meson'
  | 'make'
  | 'dotnet';

/** How a framework is told from what stands in a directory. Every condition that it names has to hold. */
export interface FrameworkRule {
  readonly id: string;
  readonly name: string;
  readonly ecosystems: readonly EcosystemId[];
  /** One of these has to be a dependency. */
  readonly anyDependency?: readonly string[];
  /** Each of these has to be a dependency. */
  readonly allDependencies?: readonly string[];
  /** Whether a dependency for development counts: what only builds a site is often one. */
  readonly alsoDevelopment?: boolean;
  /** One of these facts has to be known. */
  readonly anyFact?: readonly string[];
  /** Files that make it more certain when they stand beside the manifest. */
  readonly files?: readonly string[];
  /** Ids of frameworks that it is made of, and that go unmentioned beside it. */
  readonly supersedes?: readonly string[];
  /** Stands in where no framework was found in the directory. Of several the first that holds. */
  readonly plain?: boolean;
  readonly confidence: number;
  readonly commands: CommandSteps;
  readonly ports: readonly number[];
}
