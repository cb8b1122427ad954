import { ok, safeTry, toTimestamp, type Clock, type ResultAsync } from '../kernel/index.js';
import type { RuntimeError, WorkspaceRuntime } from '../runtime/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { SnapshotRepository } from './snapshot-repository.js';
import type { Snapshot } from './snapshot.js';

export interface SnapshotRemovalDeps {
  readonly repository: SnapshotRepository;
  readonly runtime: WorkspaceRuntime;
  readonly clock: Clock;
  readonly installationId: string;
  readonly holder: string;
}

/** How long one removal has before another process sees to it. */
const REMOVAL_MS = 60_000;

/** How snapshots go: marked first, then their image, then their record, so that whoever dies in between leaves nothing for good. */
export class SnapshotRemoval {
  constructor(private readonly deps: SnapshotRemovalDeps) {}

  /** `snapshot` as it is while it is being removed by this process. */
  marked(snapshot: Snapshot): Snapshot {
    const { clock, holder } = this.deps;
    const now = clock.now();
    const hold = { holder, holdUntil: toTimestamp(now + REMOVAL_MS) };
    return { ...snapshot, ...hold, state: 'removing', updatedAt: toTimestamp(now) };
  }

  /** The image and the record of one that is marked are gone when ok. */
  finish(snapshot: Snapshot): ResultAsync<void, RuntimeError | RecordError | StoreError> {
    const { installationId, repository, runtime } = this.deps;
    return safeTry<void, RuntimeError | RecordError | StoreError>(async function* () {
      // Whoever was taking it may have died before it wrote down what the image is.
      const image = snapshot.image ?? (yield* runtime.listSnapshots({ installationId })).find(isOf(snapshot))?.image;
      if (image !== undefined) yield* runtime.removeSnapshot(image);
      yield* repository.erase(snapshot);
      return ok(undefined);
    });
  }
}

function isOf({ id }: Snapshot): (listed: { readonly token: string }) => boolean {
  return ({ token }) => token === id;
}
