import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { imageDockerfile, type WorkspaceImage } from '@carrel/core/languages';
import { pack } from 'tar-stream';

const CONTEXT = fileURLToPath(new URL('../context/', import.meta.url));
const DOCKERFILE = 'Dockerfile';

/**
 * Names what images are built with beside their packages: the `recipe` of the image options, so that a change of it gives them
 * other tags.
 */
export function imageRecipe(): string {
  const digest = createHash('sha256');
  for (const name of fileNames())
    digest
      .update(name)
      .update('\0')
      .update(readFileSync(`${CONTEXT}${name}`))
      .update('\0');
  return digest.digest('hex').slice(0, 16);
}

/** The build context of one image, as a tar. */
export async function contextOf(image: WorkspaceImage): Promise<Buffer> {
  const tar = pack();
  for (const name of fileNames()) {
    const content = readFileSync(`${CONTEXT}${name}`, 'utf8');
    tar.entry({ name, mode: 0o644 }, name === DOCKERFILE ? imageDockerfile(content, image) : content);
  }
  tar.finalize();
  return buffer(tar);
}

function fileNames(): readonly string[] {
  return readdirSync(CONTEXT).sort();
}
