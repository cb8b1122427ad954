import { okAsync, type Clock, type ResultAsync } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import type { Activity } from './activity.js';
import type { QueueState } from './capacity-records.js';
import { estimateWaitMs } from './fair-queue.js';
import type { StartAdmission } from './start-admission.js';
import { toWorkspaceView } from './workspace-view.js';
import type { Workspace, WorkspaceView } from './workspace.js';

interface Order {
  readonly revision: number;
  readonly positions: ReadonlyMap<string, number>;
}

/** What callers see of workspaces, with the place in the queue of those that wait. */
export class QueuePlaces {
  /** The order as it was read last: it holds until the queue has another revision. */
  private known: Order | undefined;

  constructor(
    private readonly admission: StartAdmission,
    private readonly clock: Clock,
    private readonly runtimeName: string,
  ) {}

  /** Without a place in the queue. */
  plain(workspace: Workspace | null, activity: Activity | null = null): WorkspaceView {
    return toWorkspaceView(workspace, this.runtimeName, activity);
  }

  view(workspace: Workspace | null): ResultAsync<WorkspaceView, StoreError> {
    const view = this.plain(workspace);
    if (workspace?.state !== 'queued') return okAsync(view);
    return this.order().map(({ order, state }) => this.placed({ workspace, view, order, state }));
  }

  /** In the order of `all`. `activityOf` knows what is known of the use of one. */
  views(
    all: readonly (Workspace | null)[],
    activityOf: (workspace: Workspace) => Activity | null = () => null,
  ): ResultAsync<readonly WorkspaceView[], StoreError> {
    const plain = (workspace: Workspace | null) =>
      this.plain(workspace, workspace === null ? null : activityOf(workspace));
    if (!all.some((workspace) => workspace?.state === 'queued')) return okAsync(all.map(plain));
    return this.order().map(({ order, state }) =>
      all.map((workspace) => {
        const view = plain(workspace);
        return workspace === null ? view : this.placed({ workspace, view, order, state });
      }),
    );
  }

  private placed({
    workspace,
    view,
    order,
    state,
  }: {
    readonly workspace: Workspace;
    readonly view: WorkspaceView;
    readonly order: Order;
    readonly state: QueueState;
  }): WorkspaceView {
    const position = workspace.state === 'queued' ? order.positions.get(workspace.sessionId) : undefined;
    // It had its turn since it was read.
    if (position === undefined) return view;
    const estimate = estimateWaitMs(position, state.admittedAt, this.clock.now());
    return { ...view, queuePosition: position, ...(estimate === null ? {} : { queueEstimateMs: estimate }) };
  }

  private order(): ResultAsync<{ readonly order: Order; readonly state: QueueState }, StoreError> {
    return this.admission.state().andThen((state) => {
      const { known } = this;
      if (known?.revision === state.revision) return okAsync({ order: known, state });
      return this.admission.order().map((read) => {
        const positions = new Map(read.order.map(({ sessionId }, at) => [sessionId as string, at + 1]));
        const order: Order = { revision: read.state.revision, positions };
        this.known = order;
        return { order, state: read.state };
      });
    });
  }
}
