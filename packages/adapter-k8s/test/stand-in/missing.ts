import { spawnSync } from 'node:child_process';

/** Why the stand-in cannot run pods here, or null where it can. */
export function standInMissing(): string | null {
  if (process.getuid?.() !== 0) return 'the stand-in for Kubernetes needs root';
  if (!answers('openssl', 'version')) return 'there is no openssl: apt-get install openssl';
  if (!answers('nsenter', '--version')) return 'there is no nsenter: apt-get install util-linux';
  if (!answers('iptables', '--version')) return 'there is no iptables: apt-get install iptables';
  return answers('docker', 'info') ? null : 'there is no Docker Engine';
}

const answers = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;
