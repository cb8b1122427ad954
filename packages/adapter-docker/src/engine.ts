import { ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';
import { toRuntimeError } from './to-runtime-error.js';

/** What gives a call up. */
export interface UntilAborted {
  readonly signal?: AbortSignal | undefined;
}

/** The container engine: dockerode, loaded at the first call, each call within its time. */
export class Engine {
  private client: Promise<Docker> | undefined;

  constructor(private readonly options: Pick<ResolvedDockerRuntimeOptions, 'docker' | 'callTimeoutMs'>) {}

  /** What `work` makes of the engine; `signal` and the time of a call end it, whether or not the engine took notice. */
  call<T>(
    work: (docker: Docker, signal: AbortSignal) => Promise<T>,
    { signal }: UntilAborted = {},
  ): ResultAsync<T, RuntimeError> {
    const attempt = async () => {
      const limit = AbortSignal.timeout(this.options.callTimeoutMs);
      const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
      either.throwIfAborted();
      return await orAborted(work(await this.docker(), either), either);
    };
    return ResultAsync.fromThrowable(attempt, toRuntimeError)();
  }

  docker(): Promise<Docker> {
    return (this.client ??= this.load());
  }

  private async load(): Promise<Docker> {
    const { docker } = this.options;
    if (docker !== undefined && 'modem' in docker) return docker;
    const { default: Client } = await import('dockerode');
    return new Client(docker);
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('Given up', 'AbortError'));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', giveUp);
    });
  });
}
