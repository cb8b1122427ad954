import { addAbortSignal, Readable } from 'node:stream';
import { abortable, ResultAsync, SingleFlight, type Result } from '@carrel/core/kernel';
import {
  imageBuildArgs,
  imageCheck,
  type ImageFinding,
  type Language,
  type WorkspaceImage,
} from '@carrel/core/languages';
import { runtimeFailed, type RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { resolveDockerRuntimeOptions, type DockerRuntimeOptions } from './docker-options.js';
import { Engine, type UntilAborted } from './engine.js';
import { contextOf } from './image-context.js';
import { statusOf, toRuntimeError } from './to-runtime-error.js';

export interface EnsureOptions extends UntilAborted {
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** The mark of images that are ours to prune. */
const LABEL = 'carrel.image';

/** An image of workspaces on the engine. */
export interface DockerImage {
  readonly tag: string;
  /** Ids. */
  readonly languages: readonly string[];
  readonly sizeBytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/**
 * The images of workspaces on one engine, for whoever looks after it.
 *
 * @example
 * const images = dockerImages();
 * for (const { tag, sizeBytes } of await unwrap(images.list())) console.log(tag, sizeBytes);
 */
export function dockerImages(options: Pick<DockerRuntimeOptions, 'docker' | 'callTimeoutMs'> = {}): DockerImages {
  return new DockerImages(new Engine(resolveDockerRuntimeOptions(options)));
}

/** The images of workspaces on one engine: each is built once, when it is first wanted. */
export class DockerImages {
  private readonly builds = new SingleFlight<string, Result<void, RuntimeError>>();

  constructor(private readonly engine: Engine) {}

  /** The image is there when ok. The first who asks decides by `signal` how long its building may take. */
  ensure(image: WorkspaceImage, options: EnsureOptions = {}): ResultAsync<void, RuntimeError> {
    const build = new ResultAsync(this.builds.run(image.tag, () => this.make(image, options)));
    return abortable('preparing an image', build, options.signal);
  }

  /** Those that were built here, the newest first. */
  list(options: UntilAborted = {}): ResultAsync<readonly DockerImage[], RuntimeError> {
    return this.engine
      .call((docker) => docker.listImages({ filters: JSON.stringify({ label: [LABEL] }) }), options)
      .map((found) =>
        found
          .flatMap(({ RepoTags, Labels, Size, Created }) =>
            (RepoTags ?? []).map((tag) => ({
              tag,
              languages: (Labels[LABEL] ?? '').split(' ').filter((id) => id !== ''),
              sizeBytes: Size,
              createdAt: Created * 1_000,
            })),
          )
          .sort((one, other) => other.createdAt - one.createdAt),
      );
  }

  /** Removes those that no container is of; gives their tags. They are built again when they are wanted. */
  prune(options: UntilAborted = {}): ResultAsync<readonly string[], RuntimeError> {
    const remove = ({ tag }: DockerImage) =>
      this.engine
        .call((docker) => wasRemoved(docker.getImage(tag).remove()), options)
        .map((gone) => (gone ? [tag] : []));
    return this.list(options)
      .andThen((images) => ResultAsync.combine(images.map(remove)))
      .map((removed) => removed.flat());
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

  private async make(image: WorkspaceImage, options: EnsureOptions): Promise<Result<void, RuntimeError>> {
    const { signal } = options;
    const there = await this.engine.call((docker) => isThere(docker.getImage(image.tag).inspect()), { signal });
    if (there.isErr() || there.value) return there.map(() => undefined);
    return ResultAsync.fromThrowable(() => this.build(image, options), asBuildError)();
  }

  private async build(image: WorkspaceImage, { signal, onProgress }: EnsureOptions): Promise<void> {
    const docker = await this.engine.docker();
    const stream = await docker.buildImage(Readable.from([await contextOf(image)]), {
      t: image.tag,
      buildargs: { ...imageBuildArgs(image) },
      labels: { [LABEL]: image.languages.join(' ') },
      forcerm: true,
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
    if (signal !== undefined && stream instanceof Readable) addAbortSignal(signal, stream);
    for await (const message of messagesIn(stream)) {
      if (message.error !== undefined) throw new BuildFailed(message.error);
      const line = (message.stream ?? message.status ?? '').trim();
      if (line !== '') onProgress?.(line);
    }
  }
}

class BuildFailed extends Error {}

function asBuildError(cause: unknown): RuntimeError {
  if (cause instanceof BuildFailed) return runtimeFailed('The image could not be built.', cause);
  return toRuntimeError(cause);
}

interface BuildMessage {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
}

/** The engine's messages, one JSON object a line. */
async function* messagesIn(stream: AsyncIterable<unknown>): AsyncGenerator<BuildMessage, void, void> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as BuildMessage;
  }
}

/** `false` while a container is of it. */
async function wasRemoved(removing: Promise<unknown>): Promise<boolean> {
  try {
    await removing;
    return true;
  } catch (cause) {
    const status = statusOf(cause);
    if (status === 404 || status === 409) return status === 404;
    throw cause;
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

async function isThere(inspected: Promise<unknown>): Promise<boolean> {
  try {
    await inspected;
    return true;
  } catch (cause) {
    if (statusOf(cause) === 404) return false;
    throw cause;
  }
}
