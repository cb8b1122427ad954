import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** The test server in a process of its own, whose memory is not that of what is tested. */
export async function startServerProcess(
  ...parameters: readonly string[]
): Promise<{ readonly endpoint: string } & AsyncDisposable> {
  const outfile = join(ROOT, 'build', 'children', 'server.mjs');
  await build({
    entryPoints: [join(ROOT, 'test', 'children', 'server.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const child = spawn(process.execPath, [outfile, ...parameters], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  return {
    endpoint: String(first.value),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
