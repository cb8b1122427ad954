import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  imageBuildArgs,
  imageDockerfile,
  resolveImage,
  type ImageOptions,
  type Language,
  type WorkspaceImage,
} from '@carrel/core/languages';
import { runDocker } from './run-docker.js';

const CONTEXT = fileURLToPath(new URL('..', import.meta.url));
const MAKE_BASE = fileURLToPath(new URL('../../scripts/make-base-image.mjs', import.meta.url));
const FILES = ['Dockerfile', 'install-packages.sh', 'trust-certificates.sh', 'add-user.sh'];

/** Names what goes into images beside their packages. */
export function recipe(): string {
  const digest = createHash('sha256');
  for (const name of FILES) digest.update(readFileSync(`${CONTEXT}${name}`));
  return digest.digest('hex');
}

/** The image of these languages, built unless one of the same content is there. */
export async function buildImage(languages: readonly Language[], options: ImageOptions = {}): Promise<WorkspaceImage> {
  const image = resolveImage(languages, { ...options, recipe: recipe() })._unsafeUnwrap();
  const { exitCode } = await runDocker(['image', 'inspect', image.tag]);
  if (exitCode !== 0) await build(image);
  return image;
}

async function build(image: WorkspaceImage): Promise<void> {
  // Elsewhere the build takes the base from its registry.
  if (process.getuid?.() === 0) execFileSync(process.execPath, [MAKE_BASE], { stdio: ['ignore', 2, 2] });
  const dockerfile = imageDockerfile(readFileSync(`${CONTEXT}Dockerfile`, 'utf8'), image);
  const args = Object.entries(imageBuildArgs(image)).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const { exitCode, stdout, stderr } = await runDocker(
    ['build', ...args, '--tag', image.tag, '--file', '-', CONTEXT],
    dockerfile,
  );
  if (exitCode !== 0) throw new Error(`The image was not built: ${stdout.slice(-4_000)}\n${stderr.slice(-4_000)}`);
}
