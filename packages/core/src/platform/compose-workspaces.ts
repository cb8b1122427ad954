import { defaultFileOptions, FileService } from '../files/index.js';
import { processHolder } from '../leases/index.js';
import { ProjectService, resolveProjectOptions } from '../projects/index.js';
import type { RuntimeCapabilities } from '../runtime/index.js';
import type { SessionRepository } from '../sessions/index.js';
import {
  CodeRunner,
  CommandEndings,
  CommandRunner,
  CommandService,
  defaultCommandOptions,
  defaultSourceOptions,
  defaultWorkspaceOptions,
  RecordCommandRepository,
  RecordWorkspaceRepository,
  RunJournals,
  WorkspaceAccess,
  WorkspaceBoxes,
  WorkspaceFeed,
  WorkspaceLifecycle,
  WorkspaceLinks,
  WorkspaceReconciler,
  WorkspaceSources,
  type ResolvedWorkspaceOptions,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import { HandleWorkspaces } from './handle-workspaces.js';
import type { PlatformContext } from './platform-context.js';

/** The services around running workspaces, and what must be started and ended with them. */
export function composeWorkspaces(options: CarrelOptions, context: PlatformContext, sessions: SessionRepository) {
  const { store, runtime, clock, ids, logger, installation, languages, leases } = context;
  const { cursors, id: installationId } = installation;
  const repository = options.repositories?.workspaces ?? new RecordWorkspaceRepository(store, cursors);
  const workspaceOptions = { ...defaultWorkspaceOptions, ...options.workspaces };
  const commandOptions = { ...defaultCommandOptions, ...options.commands };
  const holder = processHolder(ids);
  const feed = new WorkspaceFeed(clock);
  const links = new WorkspaceLinks(runtime);
  const boxes = new WorkspaceBoxes({
    ...{ runtime, links, languages, installationId, logger },
    ...{ images: options.images ?? {}, options: workspaceOptions },
  });
  const moving = { repository, runtime, links, clock, logger, holder, options: workspaceOptions };
  const commandRepository = options.repositories?.commands ?? new RecordCommandRepository(store, cursors);
  const endings = new CommandEndings({
    ...{ links, clock, logger, repository: commandRepository },
    options: workspaceOptions,
  });
  const canReach = hasNetwork(runtime.capabilities, workspaceOptions.network);
  const sources = new WorkspaceSources({
    ...{ clock, logger, hasNetwork: canReach },
    options: { ...defaultSourceOptions, ...options.sources },
  });
  const lifecycle = new WorkspaceLifecycle({ ...moving, boxes, endings, sources, feed, ids });
  const reconciler = new WorkspaceReconciler({ ...moving, sessions, lifecycle, leases, installationId });
  const access = new WorkspaceAccess({ repository, lifecycle, links, clock });
  const runner = new CommandRunner({ access, clock, logger, options: commandOptions });
  const recording = { repository: commandRepository, clock, options: commandOptions };
  const journals = new RunJournals({ ...recording, logger });
  const commands = new CommandService({ ...recording, access, runner, journals, ids, logger });
  const codeRunner = new CodeRunner({ access, runner, languages, clock, ids, logger, options: commandOptions });
  const files = new FileService({ access, options: { ...defaultFileOptions, ...options.files } });
  const projects = new ProjectService({
    ...{ access, commands, runner, leases, clock, ids, logger },
    hasNetwork: canReach,
    options: resolveProjectOptions(options.projects ?? {}, commandOptions),
  });
  const workspaces = new HandleWorkspaces(
    { access, repository, lifecycle, feed, leases, clock, runtimeName: runtime.name },
    { commands, files, projects, runner: codeRunner },
  );
  return {
    ...{ workspaces, reconciler, commands, files, projects, runner: codeRunner },
    async dispose(): Promise<void> {
      access.close();
      workspaces.close();
      await reconciler.stop();
      await lifecycle.settle();
      await links.closeAll();
      await runner.settled();
      await journals.allSettled();
      await runtime.dispose();
      await store.dispose();
    },
  };
}

/** Whether workspaces may reach anything outside of them: a runtime gives none by itself where it can. */
function hasNetwork({ networks }: RuntimeCapabilities, network: ResolvedWorkspaceOptions['network']): boolean {
  return network === '' ? !networks.includes('none') : network !== 'none';
}
