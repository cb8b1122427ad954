import { execFileSync } from 'node:child_process';

const BASE = 'debian:bookworm-slim';

/** What keeps a server from making workspaces in containers here; `null` when nothing does. */
export function missingEngine(): string | null {
  try {
    execFileSync('docker', ['image', 'inspect', BASE], { stdio: 'ignore' });
    return null;
  } catch {
    return `there is no container engine with the image ${BASE}; scripts/make-base-image.mjs makes it`;
  }
}
