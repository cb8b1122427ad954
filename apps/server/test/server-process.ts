import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from './api-client.js';
import { CLI, CLI_ENVIRONMENT } from './build-cli.js';
import { endProcessesIn } from './processes-in.js';
import { eraseStore, isOnFoundationdb, storeEnvironment } from './store-environment.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory for one server's data; with everything that still runs in it, it is gone when disposed. */
export class DataDir implements AsyncDisposable {
  readonly path = mkdtempSync(join(tmpdir(), 'carrel-test-'));

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcessesIn(this.path);
    if (isOnFoundationdb) await eraseStore(this.path);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Longer than any command takes that ends by itself. */
const MAX_RUN_MS = 90_000;

/** Runs the command to its end. One that does not come to it is killed. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  maxMs = MAX_RUN_MS,
  /** What it reads. @default nothing */
  input?: string,
): Promise<Ended> {
  const cli = new Cli(args, env, input);
  const timer = setTimeout(() => cli.child.kill('SIGKILL'), maxMs);
  const ended = await cli.ended;
  clearTimeout(timer);
  return ended;
}

/** The command as a process of its own. */
class Cli {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  /** @param env what else its environment has, or has not where it is `undefined`. */
  constructor(args: readonly string[], env: Readonly<Record<string, string | undefined>>, input?: string) {
    this.child = spawn(process.execPath, [CLI, ...args], {
      env: { ...process.env, ...CLI_ENVIRONMENT, ...storeEnvironment(args), ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.end(input);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }
}

/** A server that may not listen yet. */
export interface LaunchedServer {
  readonly pid: number | undefined;
  /** @throws Error with all it said, when it ends instead. */
  readonly listening: Promise<ServerProcess>;
  /** Ends it with a signal, and waits for that. */
  end(name: NodeJS.Signals): Promise<Ended>;
}

/** A server as its operator runs it. */
export class ServerProcess implements AsyncDisposable {
  private constructor(
    private readonly cli: Cli,
    /** Such as `http://127.0.0.1:40123`. */
    readonly origin: string,
  ) {}

  /** Up, and taking requests. @throws Error with all it said, when it ends instead. */
  static start(dataDir: DataDir, args: readonly string[] = []): Promise<ServerProcess> {
    return ServerProcess.launch(dataDir, args).listening;
  }

  /** On its way, so that it can be ended before it listens. */
  static launch(
    dataDir: DataDir,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>> = {},
  ): LaunchedServer {
    // Sockets whose path would be too long are in the temporary directory, and are left there by a server that is killed.
    const place = { TMPDIR: dataDir.path };
    const cli = new Cli(['serve', '--port', '0', '--data-dir', dataDir.path, ...args], { ...place, ...env });
    const end = (name: NodeJS.Signals) => {
      cli.child.kill(name);
      return cli.ended;
    };
    return { pid: cli.child.pid, listening: ServerProcess.untilListening(cli), end };
  }

  private static async untilListening(cli: Cli): Promise<ServerProcess> {
    const listening = new Promise<string>((resolve) => {
      cli.child.stdout?.on('data', () => {
        const origin = /^listening on (\S+)\n/.exec(cli.stdout)?.[1];
        if (origin !== undefined) resolve(origin);
      });
    });
    const first = await Promise.race([listening, cli.ended]);
    if (typeof first !== 'string') throw new Error(`The server ended: ${JSON.stringify(first)}`);
    return new ServerProcess(cli, first);
  }

  get client(): ApiClient {
    return new ApiClient(`${this.origin}/api/v5`);
  }

  get stderr(): string {
    return this.cli.stderr;
  }

  get ended(): Promise<Ended> {
    return this.cli.ended;
  }

  signal(name: NodeJS.Signals): void {
    this.cli.child.kill(name);
  }

  /** Ends it with a signal, and waits for that. */
  end(name: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.signal(name);
    return this.cli.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}
