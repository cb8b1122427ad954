import { noopMetrics } from '../telemetry/index.js';
import {
  defaultQueueOptions,
  QueuePlaces,
  StartAdmission,
  StartGate,
  StartTurns,
  toCapacityLimits,
  type ResolvedWorkspaceOptions,
  type WorkspaceFeed,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

/** How much may run at once, and what becomes of the starts beyond it. */
export function composeCapacity(
  { metrics = noopMetrics, queue }: CarrelOptions,
  { store, installation, clock, languages, logger, runtime }: PlatformContext,
  { feed, workspaceOptions }: { readonly feed: WorkspaceFeed; readonly workspaceOptions: ResolvedWorkspaceOptions },
) {
  const limits = toCapacityLimits(workspaceOptions);
  const gate = new StartGate({ limits, queue: { ...defaultQueueOptions, ...queue }, languages });
  const admission = new StartAdmission({ store, cursors: installation.cursors, clock, gate: gate.options });
  return {
    gate,
    turns: new StartTurns({ admission, feed, clock, logger, metrics }),
    places: new QueuePlaces(admission, clock, runtime.name),
  };
}
