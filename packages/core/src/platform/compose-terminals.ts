import type { AuditService } from '../audit/index.js';
import {
  defaultTerminalOptions,
  RecordTerminalRepository,
  TerminalKeeper,
  TerminalRelays,
  TerminalService,
  TerminalTruth,
} from '../terminals/index.js';
import type { ActivityTracker, WorkspaceAccess, WorkspaceRepository } from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

interface Inside {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly workspaces: WorkspaceRepository;
  readonly audit: AuditService;
}

/** The terminals of workspaces, what reads them for all who watch, and what ends those whose time is over. */
export function composeTerminals(
  options: CarrelOptions,
  { store, clock, ids, logger, installation }: PlatformContext,
  { access, activity, workspaces, audit }: Inside,
) {
  const repository =
    options.repositories?.terminals ?? new RecordTerminalRepository(store, installation.cursors, audit);
  const shared = { access, activity, repository, workspaces, clock, logger, ids };
  const all = { ...shared, options: { ...defaultTerminalOptions, ...options.terminals } };
  const truth = new TerminalTruth(all);
  const relays = new TerminalRelays({ ...all, truth });
  const keeper = new TerminalKeeper({ ...all, truth });
  return { terminals: new TerminalService({ ...all, truth, relays, keeper }), relays, keeper };
}
