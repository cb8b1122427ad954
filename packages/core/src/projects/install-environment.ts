import { commandId, type IdSource } from '../kernel/index.js';
import type { CommandRunner, WorkspaceTarget } from '../workspaces/index.js';
import type { PackageManager } from './package-manager.js';
import type { ResolvedProjectOptions } from './project-options.js';

export interface InstallEnvironmentDeps {
  readonly runner: Pick<CommandRunner, 'run'>;
  readonly ids: IdSource;
  readonly hasNetwork: boolean;
  readonly options: ResolvedProjectOptions;
}

/** Asking a workspace for the place of its root. */
const LIMITS = { timeoutMs: 5_000, maxOutputBytes: 8_192, retainBytes: 8_192 };

/**
 * The environment of an installation: what keeps the tool from asking, where its cache is, and what the host adds. A workspace
 * that cannot tell where its root is gets no cache of ours.
 */
export async function installEnvironment(
  deps: InstallEnvironmentDeps,
  target: WorkspaceTarget,
  manager: PackageManager,
): Promise<Readonly<Record<string, string>>> {
  const { tenantId } = target.caller;
  const { env, cache } = deps.options;
  const added = typeof env === 'function' ? env({ tenantId, sessionId: target.sessionId, manager: manager.id }) : env;
  const root = cache !== 'tool' && manager.cache.length > 0 ? await rootOf(deps, target) : null;
  const moved = root === null ? [] : manager.cache.map((name) => [name, `${root}/${cachePath(manager)}`] as const);
  const offline = deps.hasNetwork ? {} : manager.offline;
  return { ...manager.env, ...offline, ...Object.fromEntries(moved), ...added };
}

/** Where the cache of a tool is, from the workspace's root. */
export function cachePath({ id }: PackageManager): string {
  return `.carrel/cache/${id}`;
}

async function rootOf({ runner, ids }: InstallEnvironmentDeps, target: WorkspaceTarget): Promise<string | null> {
  const spec = { id: commandId.create(ids), label: target.caller.userId, argv: ['pwd'], limits: LIMITS };
  const asked = await runner.run(target, { spec });
  if (asked.isErr() || asked.value.exitCode !== 0) return null;
  const root = asked.value.stdout.trimEnd();
  return root.startsWith('/') ? root.replace(/\/$/, '') : null;
}
