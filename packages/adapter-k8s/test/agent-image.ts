import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const FILE = 'deploy/Dockerfile.agent';
const AGENTS = ['x64', 'arm64'].map((architecture) => `packages/agent/bin/carrel-agent-linux-${architecture}`);

/** The image of the agents in this repository, on the local engine. Its tag says which agents they are, and it is made once. */
export function agentImage(): string {
  const hash = createHash('sha256');
  for (const name of [FILE, ...AGENTS]) hash.update(readFileSync(join(repository, name)));
  const tag = `carrel/agent:${hash.digest('hex').slice(0, 16)}`;
  if (spawnSync('docker', ['image', 'inspect', tag], { stdio: 'ignore' }).status !== 0) build(tag);
  return tag;
}

/** From a context that has no more than the file names. */
function build(tag: string): void {
  const context = mkdtempSync(join(tmpdir(), 'carrel-agent-image-'));
  try {
    for (const name of [FILE, ...AGENTS]) {
      mkdirSync(dirname(join(context, name)), { recursive: true });
      copyFileSync(join(repository, name), join(context, name));
    }
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
    const options = [
      '--quiet',
      '--tag',
      tag,
      '--file',
      join(context, FILE),
      '--build-arg',
      `ARCHITECTURE=${architecture}`,
    ];
    execFileSync('docker', ['build', ...options, context], { stdio: 'pipe' });
  } finally {
    rmSync(context, { recursive: true });
  }
}
