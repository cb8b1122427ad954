import type { DetectionOptions, ProjectFiles } from './detection.js';
import { findManifests, resolveOptions } from './manifest-paths.js';
import { chooseTool, firstPossible } from './project-commands.js';
import { readProjects, type Project } from './project.js';

/** The tools of one project that can fetch what it depends on. */
export interface InstallableProject {
  /** Relative to the root; empty for the root itself. */
  readonly directory: string;
  /** The id of the tool that it is worked with, such as `pnpm`. */
  readonly manager: string;
  /** What each tool of its kind does, by id, as argv run in the directory; `null` where there is nothing to fetch. */
  readonly installs: ReadonlyMap<string, readonly string[] | null>;
}

/** The projects that the manifests make up, as `detectFrameworks` reads them, nearest to the root first. */
export function installableProjects(
  files: ProjectFiles,
  options: DetectionOptions = {},
): readonly InstallableProject[] {
  const resolved = resolveOptions(options);
  const paths = new Set(files.paths);
  return readProjects(files, findManifests(files.paths, resolved), resolved).map((project) =>
    toInstallable(project, paths),
  );
}

function toInstallable(project: Project, paths: ReadonlySet<string>): InstallableProject {
  const installs = project.ecosystem.tools.map(
    (tool) => [tool.id, firstPossible(tool.install, project, tool) ?? null] as const,
  );
  return {
    directory: project.directory,
    manager: chooseTool(project, paths).tool.id,
    installs: new Map(installs),
  };
}
