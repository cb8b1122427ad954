import { processHolder } from '../leases/index.js';
import { ProjectService, resolveProjectOptions } from '../projects/index.js';
import type { RuntimeCapabilities } from '../runtime/index.js';
import { defaultSessionLimits, type AccessFeed, type SessionRepository } from '../sessions/index.js';
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
  WorkspaceFiller,
  WorkspaceLifecycle,
  WorkspaceLinks,
  WorkspaceReconciler,
  WorkspaceSources,
  type ResolvedWorkspaceOptions,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import { composeActivity } from './compose-activity.js';
import { composeCapacity } from './compose-capacity.js';
import { composeFiles, composeStorage, disposeStorages } from './compose-storage.js';
import { HandleWorkspaces } from './handle-workspaces.js';
import type { PlatformContext } from './platform-context.js';

/** The services around running workspaces, and what must be started and ended with them. */
export function composeWorkspaces(
  options: CarrelOptions,
  context: PlatformContext,
  { sessions, accessFeed }: { readonly sessions: SessionRepository; readonly accessFeed: AccessFeed },
) {
  const { store, runtime, clock, ids, logger, installation, languages, leases } = context;
  const { cursors, id: installationId } = installation;
  const workspaceOptions = { ...defaultWorkspaceOptions, ...options.workspaces };
  const feed = new WorkspaceFeed(clock);
  const { gate, places, turns } = composeCapacity(options, context, { feed, workspaceOptions });
  const repository = options.repositories?.workspaces ?? new RecordWorkspaceRepository(store, cursors, gate);
  const commandOptions = { ...defaultCommandOptions, ...options.commands };
  const holder = processHolder(ids);
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
  const stored = composeStorage(options, context, { links, sessions });
  const canReach = hasNetwork(runtime.capabilities, workspaceOptions.network);
  const sources = new WorkspaceSources({
    ...{ clock, logger, hasNetwork: canReach },
    options: { ...defaultSourceOptions, ...options.sources },
  });
  const filler = new WorkspaceFiller({ repository, links, feed, sources, storage: stored.live, clock });
  const lifecycle = new WorkspaceLifecycle({
    ...moving,
    turns,
    boxes,
    endings,
    feed,
    ids,
    filler,
    storage: stored.live,
  });
  const { activity, reaper, use } = composeActivity(options, context, { ...moving, lifecycle, feed, places });
  const reconciler = new WorkspaceReconciler({
    ...{ ...moving, sessions, lifecycle, turns, reaper, leases, installationId, storage: stored.live },
    storageSweep: () => stored.upkeep.sweep(),
  });
  const access = new WorkspaceAccess({ repository, lifecycle, links, accessFeed, clock });
  const running = { access, activity, clock, logger, options: commandOptions };
  const runner = new CommandRunner(running);
  const recording = { repository: commandRepository, clock, options: commandOptions };
  const journals = new RunJournals({ ...recording, logger });
  const commands = new CommandService({ ...recording, access, activity, runner, journals, ids, logger });
  const codeRunner = new CodeRunner({ ...running, runner, languages, ids });
  const { files, backups } = composeFiles(options, context, { access, activity, lifecycle, repository, stored });
  const projects = new ProjectService({
    ...{ access, commands, runner, leases, clock, ids, logger },
    hasNetwork: canReach,
    options: resolveProjectOptions(options.projects ?? {}, commandOptions),
  });
  const { expiryWarningMs } = { ...defaultSessionLimits, ...options.sessions };
  const workspaces = new HandleWorkspaces(
    { access, repository, lifecycle, feed, turns, places, activity, use, clock, expiryWarningMs, backups },
    { commands, files, projects, runner: codeRunner },
  );
  return {
    ...{ workspaces, backups, reconciler, commands, files, projects, runner: codeRunner },
    async dispose(): Promise<void> {
      access.close();
      workspaces.close();
      await reconciler.stop();
      await turns.close();
      await lifecycle.settle();
      await stored.live.close();
      await links.closeAll();
      await runner.settled();
      await journals.allSettled();
      await activity.close();
      await runtime.dispose();
      await disposeStorages(options);
      await store.dispose();
    },
  };
}

/** Whether workspaces may reach anything outside of them: a runtime gives none by itself where it can. */
function hasNetwork({ networks }: RuntimeCapabilities, network: ResolvedWorkspaceOptions['network']): boolean {
  return network === '' ? !networks.includes('none') : network !== 'none';
}
