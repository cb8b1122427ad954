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
  type ResolvedWorkspaceOptions,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import { composeActivity } from './compose-activity.js';
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
    ...{ images: options.images ?? {}, lifePolicy: options.lifePolicy, options: workspaceOptions },
  });
  const moving = { repository, runtime, links, clock, logger, holder, options: workspaceOptions };
  const commandRepository = options.repositories?.commands ?? new RecordCommandRepository(store, cursors);
  const endings = new CommandEndings({
    ...{ links, clock, logger, repository: commandRepository },
    options: workspaceOptions,
  });
  const lifecycle = new WorkspaceLifecycle({ ...moving, boxes, endings, feed, ids });
  const { activity, reaper, use } = composeActivity(options, context, { ...moving, lifecycle, feed });
  const reconciler = new WorkspaceReconciler({ ...moving, sessions, lifecycle, reaper, leases, installationId });
  const access = new WorkspaceAccess({ repository, lifecycle, links, clock });
  const running = { access, activity, clock, logger, options: commandOptions };
  const runner = new CommandRunner(running);
  const recording = { repository: commandRepository, clock, options: commandOptions };
  const journals = new RunJournals({ ...recording, logger });
  const commands = new CommandService({ ...recording, access, activity, runner, journals, ids, logger });
  const codeRunner = new CodeRunner({ ...running, runner, languages, ids });
  const files = new FileService({ access, activity, options: { ...defaultFileOptions, ...options.files } });
  const projects = new ProjectService({
    ...{ access, commands, runner, leases, clock, ids, logger },
    hasNetwork: hasNetwork(runtime.capabilities, workspaceOptions.network),
    options: resolveProjectOptions(options.projects ?? {}, commandOptions),
  });
  const workspaces = new HandleWorkspaces(
    { access, repository, lifecycle, feed, activity, use, clock, runtimeName: runtime.name },
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
      await activity.close();
      await runtime.dispose();
      await store.dispose();
    },
  };
}

/** Whether workspaces may reach anything outside of them: a runtime gives none by itself where it can. */
function hasNetwork({ networks }: RuntimeCapabilities, network: ResolvedWorkspaceOptions['network']): boolean {
  return network === '' ? !networks.includes('none') : network !== 'none';
}
