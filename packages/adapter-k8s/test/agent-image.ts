import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../agent-image/Dockerfile', import.meta.url));
const context = fileURLToPath(new URL('../../agent/bin/', import.meta.url));

/** The image of the agents in this repository, on the local engine. Its tag says which agents they are, and it is made once. */
export function agentImage(): string {
  const hash = createHash('sha256').update(readFileSync(file));
  for (const name of ['x64', 'arm64']) hash.update(readFileSync(`${context}carrel-agent-linux-${name}`));
  const tag = `carrel/agent:${hash.digest('hex').slice(0, 16)}`;
  if (spawnSync('docker', ['image', 'inspect', tag], { stdio: 'ignore' }).status !== 0) {
    execFileSync('docker', ['build', '--quiet', '--tag', tag, '--file', file, context], { stdio: 'pipe' });
  }
  return tag;
}
