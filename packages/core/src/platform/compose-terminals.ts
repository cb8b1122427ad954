import {
  defaultTerminalOptions,
  TerminalKeeper,
  TerminalRelays,
  TerminalService,
  TerminalTruth,
  type TerminalRepository,
} from '../terminals/index.js';
import { noopMetrics } from '../telemetry/index.js';
import type { ActivityTracker, WorkspaceAccess, WorkspaceRepository } from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

interface Inside {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly workspaces: WorkspaceRepository;
  readonly repository: TerminalRepository;
}

/** The terminals of workspaces, what reads them for all who watch, and what ends those whose time is over. */
export function composeTerminals(
  options: CarrelOptions,
  { clock, ids, logger }: PlatformContext,
  { access, activity, workspaces, repository }: Inside,
) {
  const shared = { access, activity, repository, workspaces, clock, logger, ids };
  const all = { ...shared, options: { ...defaultTerminalOptions, ...options.terminals } };
  const truth = new TerminalTruth(all);
  const relays = new TerminalRelays({ ...all, truth, metrics: options.metrics ?? noopMetrics });
  const keeper = new TerminalKeeper({ ...all, truth });
  return { terminals: new TerminalService({ ...all, truth, relays, keeper }), relays, keeper };
}
