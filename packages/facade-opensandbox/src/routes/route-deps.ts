import type { Clock } from '@carrel/core/kernel';
import type { ResolvedOpenSandboxOptions } from '../open-sandbox-options.js';

/** What the routes need beside the Carrel. */
export interface RouteDeps {
  readonly clock: Clock;
  readonly options: ResolvedOpenSandboxOptions;
  /** What the paths of the interface begin with that has the ports of workspaces. */
  readonly portsPath: string;
}
