import type { Clock, IdSource } from '../kernel/index.js';
import type { LanguageCatalogue } from '../languages/index.js';
import type { Leases } from '../leases/index.js';
import type { WorkspaceRuntime } from '../runtime/index.js';
import type { Installation, RecordStore } from '../store/index.js';
import type { StreamLog } from '../streams/index.js';
import type { Logger } from '../telemetry/index.js';
import type { SharedPorts } from './compose-shared.js';

/** What every service is made over, opened. */
export interface PlatformContext {
  readonly store: RecordStore;
  readonly runtime: WorkspaceRuntime;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly installation: Installation;
  readonly languages: LanguageCatalogue;
  readonly leases: Leases;
  readonly streamLog: StreamLog;
  readonly shared: SharedPorts;
}
