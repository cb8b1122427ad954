import { addAbortSignal, Readable } from 'node:stream';
import { ResultAsync } from '@carrel/core/kernel';
import { imageBuildArgs, type WorkspaceImage } from '@carrel/core/languages';
import { runtimeFailed, type RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import type { Engine } from './engine.js';
import { messagesIn } from './engine-messages.js';
import { contextOf } from './image-context.js';
import type { TransferOptions } from './image-transfer.js';
import type { RegistryAuths } from './registry-auth.js';
import { RegistryRefused, toRegistryError } from './registry-errors.js';
import { toRuntimeError } from './to-runtime-error.js';
import { TransferProgress } from './transfer-progress.js';

/** The mark of images that are ours; its value is the languages, with spaces between them. */
export const IMAGE_LABEL = 'carrel.image';

/** Which step of a build the engine begins, by what it says. */
const STEP = /^Step \d+\/\d+ : (\w+)/;

/** Makes images from the recipe that comes with this package. */
export class ImageBuild {
  constructor(
    private readonly engine: Engine,
    private readonly auths: RegistryAuths,
  ) {}

  /** The engine has the image when ok. The engine fetches its base, where that is missing. */
  run(image: WorkspaceImage, options: TransferOptions): ResultAsync<void, RuntimeError> {
    return ResultAsync.fromThrowable(
      () => this.build(image, options),
      (cause) => this.toError(cause, image),
    )();
  }

  private async build(image: WorkspaceImage, { signal, onProgress }: TransferOptions): Promise<void> {
    const docker = await this.engine.docker();
    const options: Docker.ImageBuildOptions = {
      t: image.tag,
      buildargs: { ...imageBuildArgs(image) },
      labels: { [IMAGE_LABEL]: image.languages.join(' ') },
      forcerm: true,
      ...(signal === undefined ? {} : { abortSignal: signal }),
    };
    const stream = await docker.buildImage(
      Readable.from([await contextOf(image)]),
      Object.assign(options, this.auths.forBuild()),
    );
    if (signal !== undefined && stream instanceof Readable) addAbortSignal(signal, stream);
    const base = new TransferProgress('pulled');
    let instruction = '';
    for await (const message of messagesIn(stream)) {
      const { error, id, status = '', stream: output = status } = message;
      // Only the base comes from a registry; what a program of the build says is not its word.
      if (error !== undefined) throw instruction === 'FROM' ? new RegistryRefused(error) : new BuildFailed(error);
      instruction = STEP.exec(output)?.[1] ?? instruction;
      const lines = id === undefined ? [output.trim()] : base.lines(message);
      for (const line of lines) if (line !== '') onProgress?.(this.auths.redact(line));
    }
  }

  private toError(cause: unknown, { base }: WorkspaceImage): RuntimeError {
    if (cause instanceof BuildFailed) {
      return runtimeFailed('The image could not be built.', { message: this.auths.redact(cause.message) });
    }
    if (cause instanceof RegistryRefused) {
      const error = toRegistryError(cause, { image: base, verb: 'pulled', auths: this.auths });
      return { ...error, message: `${error.message} The build wants the base ${base}, which the engine lacks.` };
    }
    return toRuntimeError(cause);
  }
}

class BuildFailed extends Error {}
