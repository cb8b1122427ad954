import { setMaxListeners } from 'node:events';
import { delay, err, ok, timeLimit, type Clock, type Result } from '../kernel/index.js';
import type { CallOptions, WorkspaceConnection } from '../runtime/index.js';
import type { Session } from '../sessions/index.js';
import {
  excludedPaths,
  type Manifest,
  type ResolvedStorageOptions,
  type StorageKey,
  type StoredRepository,
  type VersionKind,
} from '../storage/index.js';
import type { Logger } from '../telemetry/index.js';
import { TreeKeeper } from './tree-keeper.js';
import type { TreeLoader } from './tree-loader.js';
import type { SaveError } from './tree-reader.js';
import type { SavedTree, TreeSaver } from './tree-saver.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { Workspace } from './workspace.js';

export interface WorkspaceStorageDeps {
  readonly repository: StoredRepository;
  readonly saver: TreeSaver;
  readonly loader: TreeLoader;
  readonly links: WorkspaceLinks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedStorageOptions;
}

/** What became of the files of a workspace that ends: kept, to be tried again with its box kept, or given up. */
export type EndOfFiles = 'kept' | 'later' | 'lost';

interface Kept {
  readonly key: StorageKey;
  readonly keeper: TreeKeeper;
  known?: Manifest;
}

/** How long after a failed save a stop waits before it tries again. */
const RETRY_MS = 1_000;
/** A replica that did not start the workspace lets the one that did go first. */
const FOLLOWER_PATIENCE = 3;

/** The files of running workspaces and what is stored of them: loads, keeps and saves. Sessions without a storage have neither. */
export class WorkspaceStorage {
  private readonly kept = new Map<string, Kept>();
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly failedAt = new Map<string, number>();

  constructor(private readonly deps: WorkspaceStorageDeps) {}

  get loadTimeoutMs(): number {
    return this.deps.options.loadTimeoutMs;
  }

  get saveTimeoutMs(): number {
    return this.deps.options.saveTimeoutMs;
  }

  /** What is stored is in the new workspace when ok. */
  async load(
    workspace: Workspace,
    session: Session,
    { connection, signal }: { readonly connection: WorkspaceConnection; readonly signal: AbortSignal },
  ): Promise<Result<void, SaveError>> {
    if (session.storage === 'none') return ok(undefined);
    const key = keyOf(session, session.storage);
    const { incarnation } = workspace;
    const loaded = await this.inTime(this.deps.options.loadTimeoutMs, signal, (call) =>
      this.deps.loader.load({ key, incarnation }, connection, call),
    );
    if (loaded.isErr()) return err(loaded.error);
    this.hold(workspace, key, 1).known = loaded.value;
    return ok(undefined);
  }

  /** What changes in the workspace is saved from then on; nothing happens for one that is kept already. */
  keep(workspace: Workspace, session: Session): void {
    if (session.storage === 'none') return;
    const isKnown = this.kept.has(nameOf(workspace));
    const { keeper } = this.hold(workspace, keyOf(session, session.storage), isKnown ? 1 : FOLLOWER_PATIENCE);
    if (this.running.has(keeper)) return;
    this.running.add(keeper);
    void keeper.run().then(() => {
      if (this.kept.get(nameOf(workspace))?.keeper === keeper) this.kept.delete(nameOf(workspace));
    });
  }

  private readonly running = new WeakSet<TreeKeeper>();

  /** Nothing of this life is saved any more. */
  release(workspace: Workspace): void {
    this.kept.get(nameOf(workspace))?.keeper.stop();
    this.kept.delete(nameOf(workspace));
    this.failedAt.delete(nameOf(workspace));
  }

  /** What is in the running workspace is stored when ok. */
  save(
    workspace: Workspace,
    key: StorageKey,
    { kind, signal }: { readonly kind: VersionKind; readonly signal?: AbortSignal | undefined },
  ): Promise<Result<SavedTree, SaveError>> {
    return this.inTurn(key.sessionId, () =>
      this.inTime(this.deps.options.saveTimeoutMs, signal, (call) => this.saveNow(workspace, key, { kind, call })),
    );
  }

  /**
   * Saves a workspace that is being stopped, before its box goes. `later` when that failed: its box stays, and it is tried again,
   * until `storage.stopRetryMs` are over.
   */
  async saveAtEnd(workspace: Workspace): Promise<EndOfFiles> {
    const { clock, logger, options, repository } = this.deps;
    const { sessionId, tenantId, incarnation } = workspace;
    if (workspace.reason === 'session-deleted' || workspace.handle === undefined) return 'kept';
    const head = await repository.find(workspace);
    if (head.isOk() && head.value?.incarnation !== incarnation) return 'kept';
    const name = nameOf(workspace);
    await delay(clock, Math.max(0, (this.failedAt.get(name) ?? -Infinity) + RETRY_MS - clock.now()));
    const key = head.map((found) => ({ tenantId, sessionId, storage: found?.storage ?? '' }));
    const saved = key.isErr() ? err(key.error) : await this.save(workspace, key.value, { kind: 'stop' });
    if (saved.isOk()) return 'kept';
    this.failedAt.set(name, clock.now());
    const { error } = saved;
    const isOver = clock.now() > Date.parse(workspace.updatedAt) + options.stopRetryMs;
    const isGone = GONE.some((type) => type === error.type);
    const verdict = isOver || isGone || error.type === 'storage/fenced' ? 'lost' : 'later';
    logger.error({ sessionId, incarnation, error, verdict }, 'files not saved at the stop');
    return verdict;
  }

  /** Saves what changed and was not saved yet, and keeps nothing any more. */
  async close(): Promise<void> {
    await Promise.all([...this.kept.values()].map(({ keeper }) => keeper.flush()));
    for (const { keeper } of this.kept.values()) keeper.stop();
    await Promise.all(this.turns.values());
  }

  private hold(workspace: Workspace, key: StorageKey, patience: number): Kept {
    const name = nameOf(workspace);
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const { clock, logger, options } = this.deps;
    const keeper = new TreeKeeper({
      clock,
      options: { ...options, debounceMs: options.debounceMs * patience },
      isExcluded: excludedPaths(options.exclude),
      connect: () => this.connect(workspace),
      save: async () => {
        const saved = await this.save(workspace, key, { kind: 'autosave' });
        if (saved.isErr()) logger.warn({ sessionId: key.sessionId, error: saved.error }, 'files not saved yet');
        return saved;
      },
    });
    const kept = { key, keeper };
    this.kept.set(name, kept);
    return kept;
  }

  private async connect(workspace: Workspace): Promise<WorkspaceConnection | null | 'later'> {
    const linked = await this.deps.links.to(workspace);
    if (linked.isOk()) return linked.value;
    return GONE.some((type) => type === linked.error.type) ? null : 'later';
  }

  private async saveNow(
    workspace: Workspace,
    key: StorageKey,
    { kind, call }: { readonly kind: VersionKind; readonly call: CallOptions },
  ): Promise<Result<SavedTree, SaveError>> {
    const linked = await this.deps.links.to(workspace, call);
    if (linked.isErr()) return err(linked.error);
    const kept = this.kept.get(nameOf(workspace));
    const live = { key, incarnation: workspace.incarnation, connection: linked.value, known: kept?.known };
    const saved = await this.deps.saver.save(live, kind, call);
    if (saved.isOk() && kept !== undefined) kept.known = saved.value.known;
    return saved;
  }

  /** One save of a session at a time in this process, in the order they were asked for. */
  private inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(name) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.turns.set(name, turn);
    const done = () => {
      if (this.turns.get(name) === turn) this.turns.delete(name);
    };
    void turn.then(done, done);
    return turn;
  }

  private async inTime<T>(
    timeoutMs: number,
    signal: AbortSignal | undefined,
    work: (call: CallOptions) => Promise<Result<T, SaveError>>,
  ): Promise<Result<T, SaveError>> {
    const limit = timeLimit(this.deps.clock, timeoutMs, signal);
    // Files are read side by side, each with a listener.
    setMaxListeners(0, limit.signal);
    try {
      return await work({ signal: limit.signal });
    } finally {
      limit.cancel();
    }
  }
}

const GONE = ['runtime/not-found', 'runtime/not-running'] as const;

function keyOf({ tenantId, id }: Session, storage: string): StorageKey {
  return { tenantId, sessionId: id, storage };
}

function nameOf({ sessionId, incarnation }: Workspace): string {
  return `${sessionId}/${incarnation}`;
}
