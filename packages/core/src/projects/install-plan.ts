import type { InstallableProject } from '../frameworks/index.js';
import { err, invalidInput, ok, type InvalidInput, type Issue, type Result } from '../kernel/index.js';
import type { PackageManager } from './package-manager.js';
import { packageManager } from './package-managers.js';
import { projectAmbiguous, projectNotFound, type ProjectAmbiguous, type ProjectNotFound } from './project-errors.js';
import type { InstallRequest } from './project-input.js';

/** Which program fetches packages, and where. */
export interface InstallPlan {
  readonly directory: string;
  readonly manager: PackageManager;
  readonly argv: readonly string[];
}

type PlanError = ProjectNotFound | ProjectAmbiguous | InvalidInput;

/** One way to do it; `argv` is `null` where its tool has nothing to do there. */
interface Candidate extends Omit<InstallPlan, 'argv'> {
  readonly install: readonly string[] | null;
}

/**
 * What to run for `request`, when `projects` are those that may be meant. Without one, packages can still be added in the directory
 * `anew`, where there is one, by a named manager that needs no manifest.
 */
export function planInstall(
  projects: readonly InstallableProject[],
  request: InstallRequest,
  anew: string | null,
): Result<InstallPlan, PlanError> {
  const { manager, packages, path = '' } = request;
  const candidates = projects
    .flatMap((project) => candidateOf(project, manager) ?? [])
    .filter(({ install }) => packages !== undefined || install !== null);
  const named = manager === undefined ? undefined : packageManager(manager);
  const [candidate] = candidates;
  if (candidate === undefined) {
    if (named?.withoutManifest === true && packages !== undefined && anew !== null)
      return planFor({ directory: anew, manager: named, install: null }, packages);
    const wanted = named === undefined ? 'project with packages to install' : `project for ${named.id}`;
    return err(projectNotFound(path, wanted));
  }
  if (candidates.length > 1) {
    return err(projectAmbiguous(candidates.map((one) => ({ directory: one.directory, manager: one.manager.id }))));
  }
  return planFor(candidate, packages);
}

function candidateOf(project: InstallableProject, wanted: string | undefined): Candidate | undefined {
  const id = wanted ?? project.manager;
  const manager = packageManager(id);
  const install = project.installs.get(id);
  if (manager === undefined || install === undefined) return undefined;
  return { directory: project.directory, manager, install };
}

function planFor(
  { directory, manager, install }: Candidate,
  packages: readonly string[] | undefined,
): Result<InstallPlan, PlanError> {
  if (packages === undefined) return ok({ directory, manager, argv: install ?? [] });
  const issues = packageIssues(manager, packages);
  if (issues.length > 0 || manager.add === undefined) return err(invalidInput(issues));
  return ok({ directory, manager, argv: [...manager.add, ...packages] });
}

/** What programs take for an archive beside the manifest, though it fits the names of packages. */
const ARCHIVE = /\.(?:tgz|tar|tar\.\w+|whl|zip|gem)$/i;

/** A name that fits is one argument that no program takes for an option, a path or an address. */
function packageIssues(
  { id, add, packages: pattern, example, maxPackages = Infinity }: PackageManager,
  packages: readonly string[],
): readonly Issue[] {
  if (add === undefined) return [{ path: 'packages', message: `${id} has no command that adds packages` }];
  if (packages.length > maxPackages)
    return [{ path: 'packages', message: `${id} adds at most ${maxPackages} at once` }];
  return packages.flatMap((name, index) =>
    pattern.test(name) && !ARCHIVE.test(name)
      ? []
      : [{ path: `packages.${index}`, message: `expected the name of a package of ${id}, such as ${example}` }],
  );
}
