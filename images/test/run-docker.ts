import { spawn, spawnSync } from 'node:child_process';
import { hasBackend } from '@carrel/conformance';

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a Docker Engine answers here. */
export const hasDocker = hasBackend('Docker', whyNoDocker());

/** How a call of the `docker` program ended. */
export async function runDocker(args: readonly string[], stdin = ''): Promise<Ended> {
  const child = spawn('docker', args, { stdio: 'pipe' });
  const output = { stdout: '', stderr: '' };
  for (const channel of ['stdout', 'stderr'] as const) {
    child[channel].setEncoding('utf8').on('data', (text: string) => (output[channel] += text));
  }
  // A program may end without having read its input.
  child.stdin.on('error', () => undefined).end(stdin);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return { exitCode, ...output };
}

function whyNoDocker(): string | null {
  const { error, status, stderr } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (error !== undefined) return `docker does not start: ${error.message}`;
  return status === 0 ? null : `no Docker Engine answers: ${stderr.trim()}`;
}
