import { abortable, err, ResultAsync, timeLimit, type Clock, type Result } from '../kernel/index.js';
import { observedPort, type Wrapper } from '../telemetry/index.js';
import type { CallOptions } from './process.js';
import { runtimeTimedOut, type RuntimeError } from './runtime-errors.js';
import type { WorkspaceRuntime } from './workspace-runtime.js';

export interface RuntimeBounds {
  readonly clock: Clock;
  readonly timeoutMs: number;
}

type Work = ResultAsync<unknown, RuntimeError>;
type Options = CallOptions & { readonly graceMs?: number };

/** What nobody gives a time of their own to, with the options as the second argument. */
const TIMED: ReadonlySet<string> = new Set([
  ...([
    'stop',
    'remove',
    'inspect',
    'list',
    'listSessionFiles',
    'forgetSessionFiles',
  ] satisfies (keyof WorkspaceRuntime)[]),
]);
/** What is given up by a signal, with the options as the second argument. */
const GIVEN_UP: ReadonlySet<string> = new Set([
  ...(['prepareImage', 'create', 'start', 'connect'] satisfies (keyof WorkspaceRuntime)[]),
]);

/**
 * `runtime`, of which no stop, removal or look at boxes takes longer than `timeoutMs` (a stop beyond its grace), and no call
 * goes on for longer than that once it was given up: `runtime/timed-out` then, also where the runtime never answers. What it does
 * afterwards is found by the next look. Its `dispose` takes no longer either.
 */
export function boundedRuntime(runtime: WorkspaceRuntime, bounds: RuntimeBounds): WorkspaceRuntime {
  const wrap: Wrapper = (call, name) => {
    if (name === 'dispose') return () => inTime(call as () => Promise<void>, bounds);
    if (!TIMED.has(name) && !GIVEN_UP.has(name)) return call;
    const bound = TIMED.has(name) ? timed : givenUp;
    return (about, options = {}) =>
      new ResultAsync(bound(name, (given) => call(about, given) as Work, { ...bounds, given: options as Options }));
  };
  return observedPort(runtime, wrap);
}

async function inTime(work: () => Promise<void>, { clock, timeoutMs }: RuntimeBounds): Promise<void> {
  let cancel = (): void => undefined;
  const tooLate = new Promise<void>((resolve) => {
    cancel = clock.setTimer(timeoutMs, resolve);
  });
  await Promise.race([work(), tooLate]);
  cancel();
}

interface Call extends RuntimeBounds {
  readonly given: Options;
}

async function timed(
  name: string,
  work: (options: Options) => Work,
  { clock, given, timeoutMs }: Call,
): Promise<Result<unknown, RuntimeError>> {
  const limit = timeLimit(clock, timeoutMs + (given.graceMs ?? 0), given.signal);
  const { signal } = limit;
  const result = await abortable(name, work({ ...given, signal }), signal);
  limit.cancel();
  return result.mapErr((error) => (error.type === 'request/aborted' && limit.isOver ? late(name) : error));
}

/** The runtime has its time to put away what it had begun. */
async function givenUp(
  name: string,
  work: (options: Options) => Work,
  { clock, given, timeoutMs }: Call,
): Promise<Result<unknown, RuntimeError>> {
  const { signal } = given;
  if (signal === undefined) return work(given);
  let cancel = (): void => undefined;
  let onAbort = (): void => undefined;
  const tooLate = new Promise<Result<never, RuntimeError>>((resolve) => {
    onAbort = () => {
      cancel = clock.setTimer(timeoutMs, () => {
        resolve(err(late(name)));
      });
    };
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(given), tooLate]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    cancel();
  }
}

function late(name: string) {
  return runtimeTimedOut(`The runtime did not answer to ${name} in time.`);
}
