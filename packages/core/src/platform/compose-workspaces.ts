import { defaultFileOptions, FileService } from '../files/index.js';
import { processHolder } from '../leases/index.js';
import { ProjectService, resolveProjectOptions } from '../projects/index.js';
import type { RuntimeCapabilities } from '../runtime/index.js';
import type { SessionRepository } from '../sessions/index.js';
import {
  ActivityTracker,
  CodeRunner,
  CommandEndings,
  CommandRunner,
  CommandService,
  defaultCommandOptions,
  defaultWorkspaceOptions,
  RecordActivityRepository,
  RecordCommandRepository,
  RecordWorkspaceRepository,
  RunJournals,
  WorkspaceAccess,
  WorkspaceBoxes,
  WorkspaceFeed,
  WorkspaceLifecycle,
  WorkspaceLinks,
  WorkspaceReaper,
  WorkspaceReconciler,
  WorkspaceUse,
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
  const activityOptions = {
    holder: `replica:${ids.nextBody()}`,
    ttlMs: workspaceOptions.activityTtlMs,
    idleSocketMaxMs: workspaceOptions.idleSocketMaxMs,
  };
  const commandOptions = { ...defaultCommandOptions, ...options.commands };
  const holder = processHolder(ids);
  const feed = new WorkspaceFeed(clock);
  const links = new WorkspaceLinks(runtime);
  const boxes = new WorkspaceBoxes({
    ...{ runtime, links, languages, installationId, logger },
    ...{ images: options.images ?? {}, options: workspaceOptions },
    ...(options.lifePolicy === undefined ? {} : { lifePolicy: options.lifePolicy }),
  });
  const moving = { repository, runtime, links, clock, logger, holder, options: workspaceOptions };
  const commandRepository = options.repositories?.commands ?? new RecordCommandRepository(store, cursors);
  const endings = new CommandEndings({
    ...{ links, clock, logger, repository: commandRepository },
    options: workspaceOptions,
  });
  const lifecycle = new WorkspaceLifecycle({ ...moving, boxes, endings, feed, ids });
  const activities = options.repositories?.activities ?? new RecordActivityRepository(store, cursors, leases.table);
  const tracking = { repository: activities, links, feed, clock, logger };
  const activity = new ActivityTracker({ ...tracking, options: activityOptions });
  const reaper = new WorkspaceReaper({ ...moving, ...tracking, tracker: activity, lifecycle });
  const reconciler = new WorkspaceReconciler({ ...moving, sessions, lifecycle, reaper, leases, installationId });
  const access = new WorkspaceAccess({ repository, lifecycle, links, clock });
  const runner = new CommandRunner({ access, activity, clock, logger, options: commandOptions });
  const recording = { repository: commandRepository, clock, options: commandOptions };
  const journals = new RunJournals({ ...recording, logger });
  const commands = new CommandService({ ...recording, access, activity, runner, journals, ids, logger });
  const codeRunner = new CodeRunner({
    access,
    activity,
    runner,
    languages,
    clock,
    ids,
    logger,
    options: commandOptions,
  });
  const files = new FileService({ access, activity, options: { ...defaultFileOptions, ...options.files } });
  const projects = new ProjectService({
    ...{ access, commands, runner, leases, clock, ids, logger },
    hasNetwork: hasNetwork(runtime.capabilities, workspaceOptions.network),
    options: resolveProjectOptions(options.projects ?? {}, commandOptions),
  });
  const runtimeName = runtime.name;
  const use = new WorkspaceUse({ activities, tracker: activity, clock, runtimeName, options: workspaceOptions });
  const workspaces = new HandleWorkspaces(
    { access, repository, lifecycle, feed, activity, use, clock, runtimeName },
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
