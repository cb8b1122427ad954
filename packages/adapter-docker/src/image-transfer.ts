import { addAbortSignal, Readable } from 'node:stream';
import { err, ok, ResultAsync } from '@carrel/core/kernel';
import { runtimeFailed, type RuntimeError } from '@carrel/core/runtime';
import type { Engine } from './engine.js';
import { messagesIn } from './engine-messages.js';
import type { RegistryAuths } from './registry-auth.js';
import { isAbsent, RegistryRefused, toRegistryError } from './registry-errors.js';
import { registryOf } from './registry-options.js';
import { TransferProgress } from './transfer-progress.js';

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** Images on their way between the engine and registries. */
export class ImageTransfer {
  constructor(
    private readonly engine: Engine,
    private readonly auths: RegistryAuths,
  ) {}

  /** The image is on the engine when true; its registry has no such image when false. */
  pull(image: string, options: TransferOptions): ResultAsync<boolean, RuntimeError> {
    const { auths } = this;
    const exchange = { image, verb: 'pulled' as const, auths };
    const pull = async () => {
      options.onProgress?.(`asking ${registryOf(image) ?? 'its registry'} for ${image}`);
      const docker = await this.engine.docker();
      const stream = await docker.pull(image, { ...auths.of(image), ...abortedBy(options.signal) });
      await follow(stream, 'pulled', options);
      return true;
    };
    return ResultAsync.fromThrowable(pull, asIs)().orElse((cause) =>
      isAbsent(cause, image) ? ok(false) : err(toRegistryError(cause, exchange)),
    );
  }

  /** Its registry has the image when ok; gives the digest by which it is known there. */
  push(image: string, options: TransferOptions): ResultAsync<string, RuntimeError> {
    const { auths } = this;
    const push = async () => {
      const docker = await this.engine.docker();
      const stream = await docker.getImage(image).push({ ...auths.of(image), ...abortedBy(options.signal) });
      return follow(stream, 'pushed', options);
    };
    return ResultAsync.fromThrowable(push, (cause) =>
      toRegistryError(cause, { image, verb: 'pushed', auths }),
    )().andThen((digest) =>
      digest === null ? err(runtimeFailed(`The registry did not confirm ${image}.`)) : ok(digest),
    );
  }
}

/** Waits for the end of a transfer; gives the digest that the engine ends with, if it does. */
async function follow(
  stream: NodeJS.ReadableStream,
  verb: 'pulled' | 'pushed',
  { signal, onProgress }: TransferOptions,
): Promise<string | null> {
  if (signal !== undefined && stream instanceof Readable) addAbortSignal(signal, stream);
  const progress = new TransferProgress(verb);
  let digest: string | null = null;
  for await (const message of messagesIn(stream)) {
    if (message.error !== undefined) throw new RegistryRefused(message.error);
    digest = message.aux?.Digest ?? digest;
    for (const line of progress.lines(message)) onProgress?.(line);
  }
  return digest;
}

function abortedBy(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

function asIs(cause: unknown): unknown {
  return cause;
}
