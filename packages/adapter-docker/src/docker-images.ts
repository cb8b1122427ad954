import { errAsync, ok, okAsync, SharedWork, type ResultAsync } from '@carrel/core/kernel';
import {
  DEFAULT_IMAGE_REPOSITORY,
  imageCheck,
  type ImageFinding,
  type Language,
  type WorkspaceImage,
} from '@carrel/core/languages';
import { runtimeFailed, type RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { SNAPSHOT_LABEL } from './box-snapshots.js';
import type { DockerImage } from './docker-image.js';
import { resolveDockerRuntimeOptions, type DockerRuntimeOptions } from './docker-options.js';
import { Engine, type UntilAborted } from './engine.js';
import { IMAGE_LABEL, ImageBuild } from './image-build.js';
import { pruneImages, type PrunedImage, type PruneOptions } from './image-prune.js';
import { ImageTransfer, type TransferOptions } from './image-transfer.js';
import type { ResolvedRegistryOptions } from './registry-auth.js';
import { registryOf } from './registry-options.js';
import { statusOf } from './to-runtime-error.js';

export interface EnsureOptions extends UntilAborted {
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * The images of workspaces on one engine, for whoever looks after it.
 *
 * @example
 * const images = dockerImages();
 * for (const { tag, sizeBytes } of await unwrap(images.list())) console.log(tag, sizeBytes);
 */
export function dockerImages(
  options: Pick<DockerRuntimeOptions, 'docker' | 'callTimeoutMs' | 'registry'> = {},
): DockerImages {
  const resolved = resolveDockerRuntimeOptions(options);
  return new DockerImages(new Engine(resolved), resolved.registry);
}

/** The images of workspaces on one engine: each is fetched or built once, when it is first wanted. */
export class DockerImages {
  private readonly work = new SharedWork<string, boolean, RuntimeError, string>('preparing an image');
  private readonly transfer: ImageTransfer;
  private readonly builder: ImageBuild;

  constructor(
    private readonly engine: Engine,
    private readonly registry: ResolvedRegistryOptions,
  ) {
    this.transfer = new ImageTransfer(engine, registry.auths);
    this.builder = new ImageBuild(engine, registry.auths);
  }

  /**
   * The image is there when ok. Those who ask for it at the same time share the work and hear of it, and it ends early only when
   * the last of them has given up.
   */
  ensure(image: WorkspaceImage, { signal, onProgress }: EnsureOptions = {}): ResultAsync<void, RuntimeError> {
    const { tag } = image;
    return this.work
      .join(tag, async (task) => this.make(image, { signal: task.signal, onProgress: task.tell }), {
        signal,
        onNote: onProgress,
      })
      .map(() => undefined);
  }

  /** What the engine knows of an image, which it pulls first where that is missing and may be pulled; `null` without one. */
  find(tag: string, { signal }: UntilAborted = {}): ResultAsync<Docker.ImageInspectInfo | null, RuntimeError> {
    const inspect = () => this.engine.call((docker) => foundOrNull(docker.getImage(tag).inspect()), { signal });
    return inspect().andThen((found) => {
      if (found !== null || !this.mayPull(tag)) return okAsync(found);
      const pulled = this.work.join(`pull ${tag}`, async (task) => this.transfer.pull(tag, task), { signal });
      return pulled.andThen((there) => (there ? inspect() : okAsync(null)));
    });
  }

  /** Its registry has the image when ok; gives the digest by which it is known there. It must be on the engine. */
  push(tag: string, options: EnsureOptions = {}): ResultAsync<string, RuntimeError> {
    return registryOf(tag) === null
      ? errAsync(runtimeFailed(`The name ${tag} begins with no registry to push to.`))
      : this.transfer.push(tag, options);
  }

  /** Those that were built from our recipe, here or elsewhere, the newest first. */
  list(
    options: UntilAborted & { readonly repository?: string } = {},
  ): ResultAsync<readonly DockerImage[], RuntimeError> {
    const { repository } = options;
    return this.engine
      .call((docker) => docker.listImages({ filters: JSON.stringify({ label: [IMAGE_LABEL] }) }), options)
      .map((found) =>
        found
          .filter(({ Labels }) => !(SNAPSHOT_LABEL in Labels))
          .flatMap(({ RepoTags, Labels, Size, Created }) =>
            (RepoTags ?? []).map((tag) => ({
              tag,
              languages: (Labels[IMAGE_LABEL] ?? '').split(' ').filter((id) => id !== ''),
              sizeBytes: Size,
              createdAt: Created * 1_000,
            })),
          )
          .filter(({ tag }) => repository === undefined || tag.slice(0, tag.lastIndexOf(':')) === repository)
          .sort((one, other) => other.createdAt - one.createdAt),
      );
  }

  /** Removes those of one name that no container is of. They are fetched or built again when they are wanted. */
  prune(options: PruneOptions = {}): ResultAsync<readonly PrunedImage[], RuntimeError> {
    const { repository = DEFAULT_IMAGE_REPOSITORY } = options;
    return this.list({ ...options, repository }).andThen((images) => pruneImages(this.engine, images, options));
  }

  /** What the image lacks of the contract of images, and of these languages; nothing runs of it but the check. */
  check(
    tag: string,
    languages: readonly Language[],
    options: UntilAborted = {},
  ): ResultAsync<readonly ImageFinding[], RuntimeError> {
    const check = imageCheck(languages);
    return this.engine.call((docker) => outputOf(docker, tag, check.argv), options).map((output) => check.read(output));
  }

  /** Ends what is under way. */
  dispose(): void {
    this.work.abort();
  }

  private make(image: WorkspaceImage, options: TransferOptions): ResultAsync<boolean, RuntimeError> {
    const { tag } = image;
    return this.engine
      .call((docker) => foundOrNull(docker.getImage(tag).inspect()), options)
      .andThen((found) => {
        if (found !== null) return ok(true);
        return this.mayPull(tag) ? this.transfer.pull(tag, options) : ok(false);
      })
      .andThen((there) => (there ? ok(true) : this.builder.run(image, options).map(() => true)));
  }

  private mayPull(tag: string): boolean {
    return this.registry.pull === 'missing' && registryOf(tag) !== null;
  }
}

async function outputOf(docker: Docker, image: string, argv: readonly string[]): Promise<string> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: [],
    Cmd: [...argv],
    // Through a terminal, its output is plain bytes.
    Tty: true,
    NetworkDisabled: true,
    Labels: { 'carrel.role': 'check-image' },
    HostConfig: { CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
  });
  try {
    await container.start();
    await container.wait();
    return (await container.logs({ stdout: true })).toString('utf8').replaceAll('\r\n', '\n');
  } finally {
    await container.remove({ force: true, v: true });
  }
}

async function foundOrNull<T>(inspected: Promise<T>): Promise<T | null> {
  try {
    return await inspected;
  } catch (cause) {
    if (statusOf(cause) === 404) return null;
    throw cause;
  }
}
