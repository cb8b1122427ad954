import type { AuditService } from '../audit/index.js';
import { processHolder } from '../leases/index.js';
import type { SessionRepository } from '../sessions/index.js';
import { RecordTerminalRepository, TerminalEndings } from '../terminals/index.js';
import { noopMetrics } from '../telemetry/index.js';
import {
  BoxShapes,
  CommandEndings,
  defaultSourceOptions,
  defaultWorkspaceOptions,
  KeptFiles,
  RecordCommandRepository,
  RecordWorkspaceRepository,
  WorkspaceBoxes,
  WorkspaceFeed,
  WorkspaceFiller,
  WorkspaceLifecycle,
  WorkspaceLinks,
  WorkspaceReconciler,
  WorkspaceSources,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import { composeActivity } from './compose-activity.js';
import { composeCapacity } from './compose-capacity.js';
import { composePool } from './compose-pool.js';
import { composeSnapshots } from './compose-snapshots.js';
import { composeStorage } from './compose-storage.js';
import type { PlatformContext } from './platform-context.js';

/** What moves workspaces through their lives: their records, boxes, files, turns and ends. */
export function composeLife(
  options: CarrelOptions,
  context: PlatformContext,
  sessions: SessionRepository,
  audit: AuditService,
) {
  const { store, runtime, clock, ids, logger, installation, languages, leases } = context;
  const { cursors, id: installationId } = installation;
  const workspaceOptions = { ...defaultWorkspaceOptions, ...options.workspaces };
  const feed = new WorkspaceFeed(clock);
  const { gate, places, turns } = composeCapacity(options, context, { feed, workspaceOptions });
  const repository = options.repositories?.workspaces ?? new RecordWorkspaceRepository(store, cursors, gate);
  const commandRepository = options.repositories?.commands ?? new RecordCommandRepository(store, cursors, audit);
  const terminalRepository = options.repositories?.terminals ?? new RecordTerminalRepository(store, cursors, audit);
  const links = new WorkspaceLinks(runtime);
  const shapes = new BoxShapes({ runtime, languages, images: options.images ?? {}, options: workspaceOptions });
  const moving = { repository, runtime, links, clock, logger, holder: processHolder(ids), options: workspaceOptions };
  const pool = composePool(options, context, { ...moving, shapes });
  const keptFiles = new KeptFiles({ sessions, runtime, clock, logger, installationId, options: workspaceOptions });
  const boxes = new WorkspaceBoxes({
    ...{ runtime, links, shapes, pool, keptFiles, installationId, logger },
    ...{ lifePolicy: options.lifePolicy, options: workspaceOptions },
  });
  const endings = new CommandEndings({
    ...{ ...moving, repository: commandRepository },
    others: [new TerminalEndings(terminalRepository, logger)],
  });
  const stored = composeStorage(options, context, { links, sessions });
  const storage = stored.live;
  const { network } = workspaceOptions;
  // A runtime gives none by itself where it can.
  const hasNetwork = network === '' ? !runtime.capabilities.networks.includes('none') : network !== 'none';
  const sourceOptions = { ...defaultSourceOptions, ...options.sources };
  const sources = new WorkspaceSources({ clock, logger, hasNetwork, options: sourceOptions });
  const filler = new WorkspaceFiller({ repository, links, feed, sources, storage, clock });
  const lifecycle = new WorkspaceLifecycle({ ...moving, turns, boxes, endings, feed, ids, filler, storage });
  const { activity, reaper, use } = composeActivity(options, context, { ...moving, lifecycle, feed, places });
  const { holder } = moving;
  const snapshots = composeSnapshots(context, { sessions, audit, holder, keptFiles, workspaceOptions });
  const reconciler = new WorkspaceReconciler({
    ...{ ...moving, sessions, lifecycle, turns, reaper, pool, keptFiles, leases, installationId, storage },
    storageSweep: async () => {
      await snapshots.sweeper.sweep();
      const packages = await stored.packageUpkeep.sweep();
      return packages.isErr() ? packages : stored.upkeep.sweep();
    },
    metrics: options.metrics ?? noopMetrics,
  });
  return {
    ...{ repository, commandRepository, links, feed, turns, places, lifecycle, reconciler, activity, use, stored },
    ...{ hasNetwork, keptFiles, terminalRepository, pool, shapes, snapshots, workspaceOptions },
  };
}
