import { err, ok, type Clock, type Result } from '../kernel/index.js';
import {
  connectionLimit,
  processExists,
  processNotFound,
  processNotStartable,
  processRunning,
  type BoxInfo,
  type BoxState,
  type ConnectionLimit,
  type ProcessExists,
  type ProcessNotFound,
  type ProcessNotStartable,
  type ProcessRunning,
  type RuntimeHandle,
  type SpawnSpec,
  type WorkspaceLimits,
  type WorkspaceSpec,
  type WorkspaceStats,
} from '../runtime/index.js';
import { MemoryFiles } from './memory-files.js';
import { keepDirectory, restoreInto, type KeptDirectory } from './memory-kept-files.js';
import { MemoryLink } from './memory-link.js';
import { MemoryPorts } from './memory-ports.js';
import { MemoryProcess, type ProcessWorld } from './memory-process.js';
import type { Program } from './memory-program.js';
import { toProgramFiles } from './memory-program-files.js';
import type { MemoryTask } from './memory-task.js';
import { MemoryTree, pathOf, type DirectoryNode } from './memory-tree.js';
import { MemoryWatches } from './memory-watches.js';

/** What a box is made with, beside its spec. */
export interface MemoryBoxOptions {
  readonly clock: Clock;
  readonly programs: Readonly<Record<string, Program>>;
  /** The most bytes that the files of one box hold together. */
  readonly maxFileBytes: number;
  /** How many processes that ended are known in one box. */
  readonly maxEndedProcesses: number;
  /** How many of the latest events of one watch can be read again. */
  readonly retainWatchEvents: number;
  /** How long a watch is kept after its last reader left, in milliseconds. */
  readonly keepWatchMs: number;
}

/** Where the workspace's root is in the box. */
const WORKSPACE = 'workspace';

/** What every process gets unless its box or its spec says otherwise. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', HOME: `/${WORKSPACE}`, LANG: 'C.UTF-8' };

/** One simulated box: its file system, which lasts until it is removed, and what runs in it. */
export class MemoryBox {
  readonly files: MemoryFiles;
  readonly watches: MemoryWatches;
  readonly ports = new MemoryPorts();
  private readonly tree: MemoryTree;
  private readonly workspace: DirectoryNode;
  private readonly createdAt: number;
  private readonly processes = new Map<string, MemoryProcess>();
  private readonly tasks = new Map<number, MemoryTask>();
  private readonly links = new Set<MemoryLink>();
  private current: BoxState = 'created';
  private reason: BoxInfo['reason'];
  private startedAt = 0;
  private claimedFor: string | undefined;
  private starts = 0;
  private lastPid = 1;
  private frozen: { readonly over: Promise<void>; readonly thaw: () => void } | null = null;
  private readonly idle = new Set<() => void>();

  constructor(
    readonly handle: RuntimeHandle,
    private readonly spec: WorkspaceSpec,
    private readonly options: MemoryBoxOptions,
  ) {
    const { clock, keepWatchMs, retainWatchEvents } = options;
    this.createdAt = clock.now();
    this.tree = new MemoryTree(clock);
    this.workspace = this.tree.addDirectory(this.tree.root, WORKSPACE);
    this.tree.addDirectory(this.tree.root, 'tmp');
    this.files = new MemoryFiles(this.tree, { base: this.workspace, confined: true, maxBytes: this.maxFileBytes });
    const watchOptions = { clock, keepMs: keepWatchMs, retainEvents: retainWatchEvents };
    this.watches = new MemoryWatches(this.tree, `/${WORKSPACE}`, watchOptions);
  }

  get info(): BoxInfo {
    const { createdAt, current: state, handle, reason } = this;
    return { handle, state, createdAt, ...(reason === undefined ? {} : { reason }) };
  }

  get state(): BoxState {
    return this.current;
  }

  get life(): string {
    return `${this.handle.boxId}/${this.starts}`;
  }

  private get maxFileBytes(): number {
    return Math.min(this.options.maxFileBytes, this.spec.limits.diskBytes ?? Infinity);
  }

  get limits(): WorkspaceLimits {
    return this.spec.limits;
  }

  get stats(): WorkspaceStats {
    const claimed = [...this.tasks.values()].reduce((sum, task) => sum + task.claimedBytes, 0);
    const uptimeMs = this.options.clock.now() - this.startedAt;
    return { memoryBytes: this.tree.usedBytes + claimed, cpuMs: 0, processes: this.tasks.size, uptimeMs };
  }

  /** Whether its files outlive it. */
  get keepsForSession(): boolean {
    return this.spec.files === 'session';
  }

  /** A copy of the workspace's files. */
  keep(): KeptDirectory {
    return keepDirectory(this.workspace);
  }

  restore(files: KeptDirectory): void {
    restoreInto(this.tree, this.workspace, files);
  }

  /** `false` when it is another tenant's already. */
  claim(tenantId: string): boolean {
    this.claimedFor ??= tenantId;
    return this.claimedFor === tenantId;
  }

  start(): void {
    this.resume();
    if (this.current === 'running') return;
    this.current = 'running';
    this.reason = undefined;
    this.startedAt = this.options.clock.now();
    this.starts += 1;
  }

  /** Resolves when nothing runs any more. */
  async stop(graceMs: number): Promise<void> {
    this.resume();
    if (this.current !== 'running') return;
    for (const process of this.processes.values()) process.endTree('cancelled', graceMs);
    if (this.tasks.size > 0) await new Promise<void>((resolve) => this.idle.add(resolve));
    // It may have died meanwhile.
    if (this.state === 'running') this.die('exited');
  }

  /** Ends everything in it at once, without a word to anybody. */
  die(reason: NonNullable<BoxInfo['reason']>): void {
    this.resume();
    this.current = 'exited';
    this.reason = reason;
    this.breakLinks();
    for (const process of this.processes.values()) process.destroy();
    this.processes.clear();
  }

  pause(): void {
    if (this.current !== 'running') return;
    this.current = 'paused';
    let thaw = (): void => undefined;
    const over = new Promise<void>((resolve) => (thaw = resolve));
    this.frozen = { over, thaw };
  }

  resume(): void {
    if (this.current === 'paused') this.current = 'running';
    this.frozen?.thaw();
    this.frozen = null;
  }

  openLink(): MemoryLink {
    const link = new MemoryLink(this.thawed);
    this.links.add(link);
    void link.closed.then(() => this.links.delete(link));
    return link;
  }

  breakLinks(): void {
    for (const link of [...this.links]) link.break();
  }

  spawn(spec: SpawnSpec): Result<MemoryProcess, ProcessExists | ProcessNotStartable | ConnectionLimit> {
    if (this.processes.has(spec.id)) return err(processExists(spec.id));
    const env = { ...ENVIRONMENT, ...this.spec.env, ...spec.env };
    return MemoryProcess.start(spec, this.world(), { env, cwd: spec.cwd ?? '' }).map((process) => {
      this.processes.set(spec.id, process);
      this.forgetOldest();
      return process;
    });
  }

  find(id: string): Result<MemoryProcess, ProcessNotFound> {
    const process = this.processes.get(id);
    return process === undefined ? err(processNotFound(id)) : ok(process);
  }

  list(): readonly MemoryProcess[] {
    return [...this.processes.values()];
  }

  forget(id: string): Result<void, ProcessRunning> {
    if (this.processes.get(id)?.over === false) return err(processRunning(id));
    this.processes.delete(id);
    return ok(undefined);
  }

  private readonly thawed = async (): Promise<void> => {
    while (this.frozen !== null) await this.frozen.over;
  };

  private world(): ProcessWorld {
    return {
      clock: this.options.clock,
      thawed: this.thawed,
      kill: (pid, name) => this.kill(pid, name),
      listen: (port, listener) => this.ports.listen(port, listener),
      claim: () => this.stats.memoryBytes <= this.spec.limits.memoryBytes,
      prepare: (argv, place) => this.prepare(argv, place),
      began: (task) => this.tasks.set(task.spec.pid, task),
      ended: (task) => {
        this.taskEnded(task);
      },
    };
  }

  private prepare(
    argv: readonly string[],
    { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ): ReturnType<ProcessWorld['prepare']> {
    const name = argv[0] ?? '';
    const { programs } = this.options;
    const program = Object.entries(programs).find(([known]) => known === name.slice(name.lastIndexOf('/') + 1))?.[1];
    if (program === undefined) return err(processNotStartable(name, 'no such program'));
    if (this.tasks.size >= this.spec.limits.pids) return err(connectionLimit('no room for another process'));
    const view = { confined: false, maxBytes: this.maxFileBytes };
    const directory = new MemoryFiles(this.tree, { ...view, base: this.workspace }).directory(cwd);
    if (directory.isErr()) return err(processNotStartable(name, 'no such directory'));
    const base = directory.value;
    const files = toProgramFiles(new MemoryFiles(this.tree, { ...view, base }));
    this.lastPid += 1;
    return ok({ pid: this.lastPid, program, argv, env, cwd: pathOf(base.parent, base.name), files });
  }

  private kill(pid: number, name: string): boolean {
    const task = this.tasks.get(pid);
    if (name !== '0') task?.deliver(name);
    return task !== undefined;
  }

  private taskEnded({ spec: { pid } }: MemoryTask): void {
    this.tasks.delete(pid);
    if (this.tasks.size > 0) return;
    for (const resolve of this.idle) resolve();
    this.idle.clear();
  }

  private forgetOldest(): void {
    const over = [...this.processes].filter(([, process]) => process.over);
    const ended = over.sort(([, a], [, b]) => (a.info.endedAt ?? 0) - (b.info.endedAt ?? 0));
    for (const [id] of ended.slice(0, Math.max(0, ended.length - this.options.maxEndedProcesses))) {
      this.processes.delete(id);
    }
  }
}
