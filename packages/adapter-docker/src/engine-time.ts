import type { ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import type { Engine, UntilAborted } from './engine.js';

/** What time the engine has, in milliseconds since the Unix epoch; that of another machine is not ours. */
export function engineTime(engine: Engine, options: UntilAborted): ResultAsync<number, RuntimeError> {
  return engine
    .call((docker) => docker.info() as Promise<{ readonly SystemTime: string }>, options)
    .map(({ SystemTime }) => Date.parse(SystemTime));
}
