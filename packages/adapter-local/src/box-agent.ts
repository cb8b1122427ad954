import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { connectSocket } from '@carrel/agent';
import type { Box, BoxPaths } from './box.js';

export interface AgentStart {
  readonly binary: string;
  readonly box: Box;
  readonly paths: BoxPaths;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts the agent of a box; it answers on its socket when this resolves, and goes on when this process ends.
 *
 * @throws Error when it ended or was not ready in time; the caller makes sure that nothing is left of it.
 */
export async function startAgent({ binary, box, paths, env, timeoutMs, signal }: AgentStart): Promise<void> {
  const log = await open(paths.log, 'a', 0o600);
  try {
    const argv = ['serve', '--root', paths.root, '--socket', paths.socket];
    const child = spawn(binary, [...argv, '--incarnation', String(box.handle.incarnation)], {
      cwd: paths.root,
      env: { ...env, HOME: paths.root, TMPDIR: paths.temporary, ...box.env },
      detached: true,
      stdio: ['pipe', 'pipe', log.fd],
    });
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error('The agent could not be started.');
    stdin.on('error', () => undefined);
    stdin.end(`${box.token}\n`);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error('The agent was not ready in time.'));
      }, timeoutMs);
      signal?.addEventListener('abort', () => {
        reject(new Error('The start was given up.'));
      });
      child.once('error', reject);
      child.once('exit', () => {
        reject(new Error('The agent ended while it started.'));
      });
      stdout.once('data', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    child.removeAllListeners('exit');
    stdout.destroy();
    child.unref();
  } finally {
    await log.close();
  }
}

/** Whether an agent listens. */
export async function isListening(path: string): Promise<boolean> {
  const socket = await connectSocket(path);
  socket?.destroy();
  return socket !== null;
}
