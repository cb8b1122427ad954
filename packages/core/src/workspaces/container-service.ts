import {
  abortable,
  administers,
  eachOf,
  errAsync,
  forbidden,
  ResultAsync,
  timeLimit,
  type Caller,
  type Clock,
  type Forbidden,
  type InvalidInput,
  type Page,
  type PageRequest,
} from '../kernel/index.js';
import type { RuntimeError, WorkspaceRuntime } from '../runtime/index.js';
import type { Session } from '../sessions/index.js';
import type { StoreError } from '../store/index.js';
import type { BoxShapes } from './box-shapes.js';
import type { Container, NoStatsReason } from './container.js';
import type { TenantWorkspace, WorkspaceRepository } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

export interface ContainerServiceDeps {
  readonly repository: Pick<WorkspaceRepository, 'listOf'>;
  readonly runtime: WorkspaceRuntime;
  readonly shapes: BoxShapes;
  readonly clock: Clock;
  readonly options: { readonly statsTimeoutMs: number };
}

/** How many workspaces the runtime is asked about at the same time. */
const AT_ONCE = 16;
/** How many times the time of one workspace all of a page may take. */
const PAGE_TIMES = 5;

/** What runs in a tenant, for its administrators. Looking never wakes a workspace, and never makes one live longer. */
export class ContainerService {
  constructor(private readonly deps: ContainerServiceDeps) {}

  /**
   * The active workspaces of the caller's tenant, the oldest first, with what each uses now. What the runtime does not say within
   * `statsTimeoutMs` for one workspace, and five times that for a page, is `null` with the reason; the list waits no longer.
   * `auth/forbidden` unless the caller is an owner or admin whose token allows `containers:read`; `request/invalid` for a limit out
   * of range or a foreign cursor.
   */
  list(
    caller: Caller,
    { signal, ...request }: PageRequest & { readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<Page<Container>, Forbidden | InvalidInput | StoreError> {
    if (!administers(caller, 'containers:read')) return errAsync(forbidden('see what runs in this tenant'));
    return this.deps.repository.listOf(caller.tenantId, request).andThen(({ items, nextCursor }) =>
      ResultAsync.fromSafePromise(this.describeAll(items, signal)).map((described) => ({
        items: described,
        nextCursor,
      })),
    );
  }

  private async describeAll(
    items: readonly TenantWorkspace[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Container[]> {
    const { clock, options } = this.deps;
    const page = timeLimit(clock, PAGE_TIMES * options.statsTimeoutMs, signal);
    try {
      return await eachOf(items, AT_ONCE, (item) => this.describe(item, page.signal));
    } finally {
      page.cancel();
    }
  }

  private async describe({ workspace, session }: TenantWorkspace, signal: AbortSignal): Promise<Container> {
    const { sessionId, state, incarnation, runtime, reason, createdAt, readyAt } = workspace;
    return {
      sessionId,
      sessionName: session?.name ?? null,
      ownerId: session?.ownerId ?? workspace.reserved?.userId ?? null,
      state: state as Container['state'],
      incarnation,
      runtime,
      ...(reason === undefined ? {} : { reason }),
      createdAt,
      ...(readyAt === undefined ? {} : { readyAt }),
      ...this.shapeOf(session),
      ...(workspace.bootsFrom === undefined ? {} : { image: workspace.bootsFrom.image }),
      ...(await this.statsOf(workspace, signal)),
    };
  }

  private shapeOf(session: Session | null): Pick<Container, 'image' | 'limits'> {
    const { shapes } = this.deps;
    if (session === null || shapes.languagesOf(session.languages).length === 0) return { image: null, limits: null };
    const image = shapes.of(session.languages).match(
      (shape) => shape.image?.tag ?? null,
      () => null,
    );
    return { image, limits: shapes.limitsOf(session.languages) };
  }

  private async statsOf(
    { state, handle, readyAt }: Workspace,
    until: AbortSignal,
  ): Promise<Pick<Container, 'stats' | 'statsReason'>> {
    const { clock, options, runtime } = this.deps;
    if (state !== 'ready' || handle === undefined || readyAt === undefined) return without('not-ready');
    const limit = timeLimit(clock, options.statsTimeoutMs, until);
    const found = await abortable('stats', runtime.stats(handle, { signal: limit.signal }), limit.signal);
    limit.cancel();
    if (found.isErr()) return without(reasonOf(found.error));
    const { memoryBytes, cpuMs, processes } = found.value;
    return { stats: { memoryBytes, cpuMs, processes, uptimeMs: Math.max(0, clock.now() - Date.parse(readyAt)) } };
  }
}

function without(statsReason: NoStatsReason): Pick<Container, 'stats' | 'statsReason'> {
  return { stats: null, statsReason };
}

function reasonOf({ type }: RuntimeError): NoStatsReason {
  if (type === 'runtime/not-found' || type === 'runtime/not-running') return 'not-running';
  return type === 'request/aborted' || type === 'runtime/timed-out' ? 'timed-out' : 'unavailable';
}
