import { toTimestamp, workspaceId, type Clock, type IdSource } from '../kernel/index.js';
import type { WorkspaceRuntime } from '../runtime/index.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { Hold } from './workspace-repository.js';
import type { WorkspaceStorage } from './workspace-storage.js';

export interface StartTermsDeps {
  readonly runtime: WorkspaceRuntime;
  readonly storage: WorkspaceStorage;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Names this life of this process. */
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

/** What a start is begun with, and how long this replica may take for it. */
export class StartTerms {
  constructor(private readonly deps: StartTermsDeps) {}

  /** How long a start may take at most. */
  get startMs(): number {
    const { options, runtime, storage } = this.deps;
    const imageMs = runtime.capabilities.images ? options.imageTimeoutMs : 0;
    return options.startTimeoutMs + storage.loadTimeoutMs + imageMs;
  }

  hold(): Hold {
    const { clock, holder, options, storage } = this.deps;
    const holdMs = this.startMs + options.stopGraceMs + storage.saveTimeoutMs;
    return { holder, holdUntil: toTimestamp(clock.now() + holdMs) };
  }

  beginning() {
    const { clock, ids, runtime } = this.deps;
    return {
      ...this.hold(),
      runtime: runtime.name,
      id: workspaceId.create(ids),
      intentToken: ids.nextBody(),
      now: toTimestamp(clock.now()),
    };
  }
}
