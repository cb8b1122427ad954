import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import type { ResultAsync } from '@carrel/core/kernel';
import type {
  Exit,
  ProcessLimits,
  RuntimeError,
  RuntimeHandle,
  SpawnSpec,
  WorkspaceConnection,
  WorkspaceRuntime,
  WorkspaceSpec,
} from '@carrel/core/runtime';
import type { CaseSubject } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectOk } from '../expect-result.js';
import { ProcessReader, readToExit, within, type FinishedReading } from './process-events.js';
import { posixPrograms, type RuntimePrograms } from './runtime-programs.js';
import type { RuntimeKitOptions, RuntimeSubject } from './runtime-subject.js';

/** Another one in each process, so that two runs of the kit on one backend do not meet. */
const RUN = randomUUID().slice(0, 8);
export const INSTALLATION = `kit-${RUN}`;
export const OTHER_INSTALLATION = `kit-other-${RUN}`;

/** What a spawn says beside its program. */
export type SpawnOptions = Partial<Omit<SpawnSpec, 'argv'>>;

/** An exit of a process that ended by itself. */
export function exited(code: number): Exit {
  return { code, signal: null, reason: 'exited' };
}

/** A runtime that is open, as each case gets it, with all that a case does again and again. */
export class OpenRuntime implements CaseSubject {
  readonly programs: RuntimePrograms;
  private readonly runtimes: WorkspaceRuntime[] = [];
  private readonly connections: WorkspaceConnection[] = [];
  private lastId = 0;
  private networked = false;

  private constructor(
    readonly runtime: WorkspaceRuntime,
    readonly subject: RuntimeSubject,
    private readonly options: RuntimeKitOptions,
  ) {
    this.programs = { ...posixPrograms, ...options.programs };
    this.runtimes.push(runtime);
  }

  static async open(subject: RuntimeSubject, options: RuntimeKitOptions): Promise<OpenRuntime> {
    await expectOk(subject.subject.open());
    return new OpenRuntime(subject.subject, subject, options);
  }

  /** A name that no other thing of the case has. */
  name(prefix: string): string {
    this.lastId += 1;
    return `${prefix}-${this.lastId}`;
  }

  spec(fields: Partial<WorkspaceSpec> = {}): WorkspaceSpec {
    const { image } = this.options;
    return {
      installationId: INSTALLATION,
      tenantId: 'ten_kit',
      sessionId: this.name('ses'),
      incarnation: 1,
      intentToken: this.name('intent'),
      env: {},
      limits: { memoryBytes: 268_435_456, cpus: 1, pids: 128 },
      ...(image === undefined ? {} : { image }),
      ...fields,
    };
  }

  create(fields: Partial<WorkspaceSpec> = {}): Promise<RuntimeHandle> {
    this.networked ||= fields.network !== undefined;
    return this.must('create', this.runtime.create(this.spec(fields)));
  }

  /** A box that runs. */
  async box(fields: Partial<WorkspaceSpec> = {}): Promise<RuntimeHandle> {
    const handle = await this.create(fields);
    await this.must('start', this.runtime.start(handle));
    return handle;
  }

  /** A link to the box, or to a new one. */
  async connect(handle?: RuntimeHandle, runtime = this.runtime): Promise<WorkspaceConnection> {
    const target = handle ?? (await this.box());
    const connection = await this.must('connect', runtime.connect(target));
    this.connections.push(connection);
    return connection;
  }

  /** A runtime object like the first, as after a restart of the control plane; it is open. */
  async restart(): Promise<WorkspaceRuntime> {
    const runtime = await this.subject.restart();
    this.runtimes.push(runtime);
    await this.must('open', runtime.open());
    return runtime;
  }

  /** Starts a process; its id is made up unless it is given. */
  async spawn(connection: WorkspaceConnection, argv: readonly string[], options: SpawnOptions = {}): Promise<string> {
    const id = options.id ?? this.name('process');
    await this.must('spawn', connection.processes.spawn({ ...options, id, argv }));
    return id;
  }

  /** Starts a process and waits until it has written `ready`. */
  async spawnReady(
    connection: WorkspaceConnection,
    argv: readonly string[],
    options: SpawnOptions = {},
  ): Promise<string> {
    const id = await this.spawn(connection, argv, options);
    const reader = await this.attach(connection, id);
    await reader.until('ready\n');
    await reader.leave();
    return id;
  }

  async attach(connection: WorkspaceConnection, id: string, from = 0): Promise<ProcessReader> {
    const events = await this.must('attach', connection.processes.attach(id, { from }));
    return new ProcessReader(events, from);
  }

  /** Everything that the process writes from `from` on, to its exit. */
  async finish(connection: WorkspaceConnection, id: string, from = 0): Promise<FinishedReading> {
    return readToExit(await this.must('attach', connection.processes.attach(id, { from })), from);
  }

  /** Runs a program to its end. */
  async run(
    connection: WorkspaceConnection,
    argv: readonly string[],
    options: SpawnOptions & { readonly limits?: ProcessLimits } = {},
  ): Promise<FinishedReading> {
    const id = options.id ?? this.name('process');
    return readToExit(await this.must('spawn', connection.processes.spawnAttached({ ...options, id, argv })));
  }

  /** Asserts that there is a process `pid` with the marker, or that there soon is none. */
  async expectAlive(connection: WorkspaceConnection, process: KnownProcess, alive: boolean): Promise<void> {
    const argv = this.programs.isAlive(process.pid, process.marker);
    await eventually(async () => {
      const { exit } = await this.run(connection, argv);
      assert.equal(exit.code, alive ? 0 : 1, `the process ${process.marker} is ${alive ? 'gone' : 'still there'}`);
    });
  }

  /** Starts a child or a daemon that goes on for ever, and waits until it runs. The parent exits after `seconds`. */
  async spawnTree(
    connection: WorkspaceConnection,
    kind: 'spawnChild' | 'spawnDaemon',
    { seconds = 600, ...options }: SpawnOptions & { readonly seconds?: number } = {},
  ): Promise<{ readonly id: string; readonly child: KnownProcess }> {
    const marker = this.name(`kit-${Date.now()}`);
    const argv = this.programs[kind](marker, marker, String(seconds));
    const id = await this.spawnReady(connection, argv, options);
    return { id, child: { marker, pid: (await this.text(connection, marker)).trim() } };
  }

  /** The content of a file. */
  async text(connection: WorkspaceConnection, path: string): Promise<string> {
    return Buffer.concat(await collect((await expectOk(connection.files.read(path))).data)).toString();
  }

  async write(connection: WorkspaceConnection, path: string, text: string): Promise<void> {
    await expectOk(connection.files.write(path, Buffer.from(text)));
  }

  /** The value of a call that must succeed, and soon. */
  must<T>(what: string, result: ResultAsync<T, RuntimeError | { readonly type: string }>): Promise<T> {
    return within(expectOk(result), what);
  }

  /** Removes every box of the kit, and what was made beside them. */
  async dispose(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.close()));
    const runtime = this.runtimes.at(-1) ?? this.runtime;
    try {
      for (const installationId of [INSTALLATION, OTHER_INSTALLATION]) {
        const boxes = await expectOk(runtime.list({ installationId }));
        for (const { handle } of boxes) await expectOk(runtime.remove(handle));
        await this.forgetFiles(runtime, installationId);
        if (this.networked) await expectOk(runtime.sweep({ installationId, olderThanMs: 0 }));
      }
    } finally {
      for (const opened of this.runtimes) await opened.dispose();
      await this.subject.dispose();
    }
  }

  private async forgetFiles(runtime: WorkspaceRuntime, installationId: string): Promise<void> {
    if (!this.options.capabilities.sessionFiles) return;
    const kept = await expectOk(runtime.listSessionFiles({ installationId }));
    for (const session of kept) await expectOk(runtime.forgetSessionFiles(session));
  }
}

/** A process that was started by another one. */
export interface KnownProcess {
  readonly pid: string;
  readonly marker: string;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
