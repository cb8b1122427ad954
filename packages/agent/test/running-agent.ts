import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, expectOk } from '@carrel/conformance';
import type { WorkspaceConnection } from '@carrel/core/runtime';
import { agentBinary, connectAgent } from '../src/index.js';

export const TOKEN = 'a token of the tests';

/** An agent of its own, in a directory of its own. */
export interface RunningAgent extends AsyncDisposable {
  readonly pid: number;
  readonly root: string;
  readonly process: ChildProcess;
  /** A raw stream to it, before any hello. */
  dial(): Promise<Socket>;
  connect(): Promise<WorkspaceConnection>;
  /** How many descriptors it has open. */
  descriptors(): Promise<number>;
  /** Its resident memory, in bytes. */
  memory(): Promise<number>;
}

export async function runAgent(env: Readonly<Record<string, string>> = {}, binary?: string): Promise<RunningAgent> {
  const directory = await mkdtemp(join(tmpdir(), 'carrel-agent-'));
  const root = join(directory, 'root');
  const socket = join(directory, 'agent.sock');
  await mkdir(root);
  const path = binary ?? (await expectOk(agentBinary())).path;
  const child = spawn(path, ['serve', '--root', root, '--socket', socket, '--incarnation', '7'], {
    env: { PATH: process.env['PATH'] ?? '', ASAN_OPTIONS: 'detect_leaks=0', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(`${TOKEN}\n`);
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => {
      reject(new Error('The agent ended while it started.'));
    });
  });
  const pid = child.pid ?? 0;
  const dial = async () => {
    const stream = connect(socket);
    await new Promise((resolve, reject) => stream.once('connect', resolve).once('error', reject));
    return stream;
  };
  return {
    ...{ pid, root, process: child, dial },
    connect: async () => {
      const options = { token: TOKEN, incarnation: 7 };
      return expectOk(connectAgent(await dial(), options));
    },
    descriptors: async () => (await readdir(`/proc/${pid}/fd`)).length,
    memory: async () => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null)
        await new Promise((resolve) => child.once('exit', resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The agent built with AddressSanitizer and UBSan; it aborts at the first thing they find. */
export function sanitizedBinary(): string {
  const script = fileURLToPath(new URL('../scripts/build-native.mjs', import.meta.url));
  execFileSync(process.execPath, [script, '--sanitize'], { stdio: 'inherit' });
  return fileURLToPath(new URL('../bin/carrel-agent-asan', import.meta.url));
}

/** The processes that have `marker` on their command line. */
export async function processesWith(marker: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_, index) => lines[index]?.includes(marker) === true);
}

export async function untilGone(marker: string): Promise<void> {
  await eventually(async () => {
    const left = await processesWith(marker);
    if (left.length > 0) throw new Error(`still there: ${left.join(', ')}`);
  });
}
