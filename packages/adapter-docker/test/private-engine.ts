import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, openSync, readdirSync, readFileSync, readlinkSync, rmdirSync, closeSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, hasBackend } from '@carrel/conformance';
import Docker from 'dockerode';
import { docker as sharedEngine, IMAGE } from './docker-backend.js';

/** How long an engine may take to answer after its start, and to end after SIGTERM. */
const PATIENCE_MS = 90_000;

export interface EngineStart {
  /** Whether boxes outlive the engine. @default false */
  readonly liveRestore?: boolean;
  /** Whether its mounts are its own, as those of a rootless engine are. @default false */
  readonly ownMounts?: boolean;
  /** Whether containers have users of their own, from number 300,000 on. Its mounts are its own, too. @default false */
  readonly ownUsers?: boolean;
  /** More arguments of the engine. @default none */
  readonly args?: readonly string[];
}

/** Whether tests may have an engine of their own here; says why not. */
export function mayStartEngines(): boolean {
  return hasBackend('a Docker Engine of its own', whatHinders());
}

function whatHinders(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs root on Linux';
  const found = (process.env['PATH'] ?? '').split(':').some((directory) => existsSync(join(directory, 'dockerd')));
  return found ? null : 'there is no dockerd on the path';
}

/**
 * A container engine that a test may end in any way. It shares nothing with another one: its files, sockets, control groups and
 * processes are under one directory and name, and are gone after `dispose`.
 */
export class PrivateEngine {
  readonly socketPath: string;
  readonly docker: Docker;
  private readonly cgroup = `/carrel-engine-${randomUUID().slice(0, 8)}`;
  /** Without a bridge of its own, or with none, an engine takes the one of the machine's other engine for its own or away. */
  private readonly bridge = `crl-${randomUUID().slice(0, 8)}`;
  private process: ChildProcess | null = null;

  private constructor(readonly directory: string) {
    this.socketPath = join(directory, 'engine.sock');
    this.docker = new Docker({ socketPath: this.socketPath });
  }

  /** One that answers and has the image of the tests. */
  static async create(start: EngineStart = {}): Promise<PrivateEngine> {
    const engine = new PrivateEngine(await mkdtemp(join(tmpdir(), 'carrel-engine-')));
    await writeFile(join(engine.directory, 'engine.json'), '{}');
    execFileSync('ip', ['link', 'add', engine.bridge, 'type', 'bridge']);
    try {
      await engine.start(start);
      await engine.load(IMAGE);
      return engine;
    } catch (error) {
      await engine.dispose();
      throw error;
    }
  }

  /** Answers when this resolves. */
  async start({
    liveRestore = false,
    ownMounts = false,
    ownUsers = false,
    args = [],
  }: EngineStart = {}): Promise<void> {
    const log = openSync(join(this.directory, 'engine.log'), 'a');
    const apart = ownMounts || ownUsers ? ['unshare', '--mount', '--propagation', 'slave'] : [];
    const users = ownUsers ? await this.givenUsers() : [];
    const restore = liveRestore ? ['--live-restore'] : [];
    const remap = ownUsers ? ['--userns-remap', 'nobody:nogroup'] : [];
    const [program = '', ...rest] = [...apart, ...users, 'dockerd', ...this.ownArgs(), ...restore, ...remap, ...args];
    const started = spawn(program, rest, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.process = started;
    process.once('exit', this.killNow);
    started.once('exit', () => {
      process.off('exit', this.killNow);
    });
    try {
      await eventually(() => this.docker.ping(), { withinMs: PATIENCE_MS, everyMs: 50 });
    } catch {
      throw new Error(`The engine did not start:\n${await this.logTail()}`);
    }
  }

  /** Gone when this resolves; what it runs may go on. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = this.process;
    this.process = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    const giveUp = setTimeout(() => running.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(giveUp);
    await this.forgetHelper();
  }

  /** Brings an image of the shared engine in. */
  async load(image: string): Promise<void> {
    const archive = await sharedEngine.getImage(image).get();
    const answers = await this.docker.loadImage(archive);
    for await (const _answer of answers);
    await this.docker.getImage(image).inspect();
  }

  /** Nothing of it is left when this resolves. */
  async dispose(): Promise<void> {
    await this.removeContainers().catch(() => undefined);
    await this.end('SIGTERM');
    await eventually(
      () => {
        for (const pid of this.processes()) process.kill(pid, 'SIGKILL');
        if (this.processes().length > 0) throw new Error('Processes of the engine are left.');
      },
      { withinMs: PATIENCE_MS, everyMs: 50 },
    );
    for (const mount of this.mounts()) execFileSync('umount', ['--lazy', mount]);
    await rm(this.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    this.removeControlGroups();
    execFileSync('ip', ['link', 'delete', this.bridge]);
  }

  /**
   * The helper of a killed engine dies with it, but where nobody waits for orphans its number stays taken, and the next engine
   * believes that it lives.
   */
  private async forgetHelper(): Promise<void> {
    const file = join(this.directory, 'exec/containerd/containerd.pid');
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (pid > 0) await eventually(() => this.expectGone(pid), { withinMs: PATIENCE_MS });
    await rm(file, { force: true });
  }

  private expectGone(pid: number): void {
    if (this.isOwn(pid)) throw new Error(`The process ${pid} of the engine is still there.`);
  }

  /** What runs an engine, and nobody else, with users to give. */
  private async givenUsers(): Promise<readonly string[]> {
    const file = join(this.directory, 'users');
    await writeFile(file, 'nobody:300000:65536\nnogroup:300000:65536\n');
    // Its containers are no longer those of root, and have to get to their files.
    await chmod(this.directory, 0o711);
    const mounts = 'for each in /etc/subuid /etc/subgid; do mount --bind "$0" $each || exit 1; done; exec "$@"';
    return ['sh', '-c', mounts, file];
  }

  private ownArgs(): readonly string[] {
    const at = (name: string) => join(this.directory, name);
    return [
      ...['--config-file', at('engine.json'), '--host', `unix://${this.socketPath}`],
      ...['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('engine.pid')],
      ...['--cgroup-parent', this.cgroup, '--bridge', this.bridge, '--iptables=false'],
    ];
  }

  private async removeContainers(): Promise<void> {
    const all = await this.docker.listContainers({ all: true });
    await Promise.all(all.map(({ Id }) => this.docker.getContainer(Id).remove({ force: true, v: true })));
  }

  /** What runs with a file of this engine on its command line, and everything in its control groups. */
  private processes(): readonly number[] {
    return readdirSync('/proc').flatMap((name) => {
      const pid = Number(name);
      return Number.isInteger(pid) && pid !== process.pid && this.isOwn(pid) ? [pid] : [];
    });
  }

  private isOwn(pid: number): boolean {
    try {
      // Of one that is over and was not waited for, nothing is left to end.
      readlinkSync(`/proc/${pid}/exe`);
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${this.directory}/`) ||
        readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(`${this.cgroup}/`)
      );
    } catch {
      return false;
    }
  }

  /** The deepest first. */
  private mounts(): readonly string[] {
    return readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .flatMap((line) => line.split(' ').slice(4, 5))
      .filter((path) => path.startsWith(`${this.directory}/`))
      .reverse();
  }

  private removeControlGroups(): void {
    for (const controller of readdirSync('/sys/fs/cgroup')) {
      const top = join('/sys/fs/cgroup', controller, this.cgroup);
      if (!existsSync(top)) continue;
      for (const name of readdirSync(top, { withFileTypes: true })) {
        if (name.isDirectory()) rmdirSync(join(top, name.name));
      }
      rmdirSync(top);
    }
    const unified = join('/sys/fs/cgroup', this.cgroup);
    if (existsSync(unified)) rmdirSync(unified);
  }

  private async logTail(): Promise<string> {
    const log = await readFile(join(this.directory, 'engine.log'), 'utf8');
    return log.split('\n').slice(-20).join('\n');
  }

  private readonly killNow = (): void => {
    this.process?.kill('SIGKILL');
  };
}
