import { addAbortSignal, Readable } from 'node:stream';
import { abortable, ResultAsync, SingleFlight, type Result } from '@carrel/core/kernel';
import { imageBuildArgs, type WorkspaceImage } from '@carrel/core/languages';
import { runtimeFailed, type RuntimeError } from '@carrel/core/runtime';
import type { Engine, UntilAborted } from './engine.js';
import { contextOf } from './image-context.js';
import { statusOf, toRuntimeError } from './to-runtime-error.js';

export interface EnsureOptions extends UntilAborted {
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** The mark of images that are ours to prune. */
const LABEL = 'carrel.image';

/** The images of workspaces on one engine: each is built once, when it is first wanted. */
export class DockerImages {
  private readonly builds = new SingleFlight<string, Result<void, RuntimeError>>();

  constructor(private readonly engine: Engine) {}

  /** The image is there when ok. The first who asks decides by `signal` how long its building may take. */
  ensure(image: WorkspaceImage, options: EnsureOptions = {}): ResultAsync<void, RuntimeError> {
    const build = new ResultAsync(this.builds.run(image.tag, () => this.make(image, options)));
    return abortable('preparing an image', build, options.signal);
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

async function isThere(inspected: Promise<unknown>): Promise<boolean> {
  try {
    await inspected;
    return true;
  } catch (cause) {
    if (statusOf(cause) === 404) return false;
    throw cause;
  }
}
