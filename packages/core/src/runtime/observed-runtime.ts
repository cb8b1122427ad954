import type { Result, ResultAsync } from '../kernel/index.js';
import { CallObserver, observedPort, type SpanAttributes, type Telemetry, type Wrapper } from '../telemetry/index.js';
import type { WorkspaceConnection } from './workspace-connection.js';
import type { WorkspaceRuntime } from './workspace-runtime.js';

/** Errors with which the runtime says that it, its backend or the link did not do its part. */
const FAILURES = /^(runtime\/(unavailable|timed-out|exhausted|failed)|connection\/|file\/failed$|unknown$)/;

/**
 * `runtime` with each of its calls, and those of its links, measured as `carrel_runtime_operation_seconds` and traced. Neither
 * tells what is run, read or written.
 */
export function observedRuntime(runtime: WorkspaceRuntime, telemetry: Telemetry): WorkspaceRuntime {
  const observer = new CallObserver({
    ...telemetry,
    port: 'runtime',
    metric: 'carrel_runtime_operation_seconds',
    help: 'How long calls of the runtime and of links to workspaces took, in seconds.',
    failures: FAILURES,
  });
  const about = { 'carrel.runtime': runtime.name };
  const wrap: Wrapper = (call, name) => {
    const work = name !== 'connect' ? call : (...given: readonly unknown[]) => connected(observer, call, given);
    return (...given) => {
      const attributes = { ...about, ...boxAttributes(given[0]) };
      return observer.observe(name, attributes, () => work(...given) as ResultAsync<unknown, unknown>);
    };
  };
  return observedPort(runtime, wrap, ['events', 'dispose']);
}

async function connected(
  observer: CallObserver,
  call: (...given: readonly unknown[]) => unknown,
  given: readonly unknown[],
): Promise<Result<unknown, unknown>> {
  const result = await (call(...given) as ResultAsync<WorkspaceConnection, unknown>);
  return result.map((connection) => observedConnection(connection, observer));
}

/** The link, with the calls that are made through it. */
function observedConnection(connection: WorkspaceConnection, observer: CallObserver): WorkspaceConnection {
  const within =
    (prefix: string): Wrapper =>
    (call, name) =>
    (...given) =>
      observer.observe(prefix + name, {}, () => call(...given) as ResultAsync<unknown, unknown>);
  const processes = observedPort(connection.processes, within('process-'));
  const files = observedPort(connection.files, within('file-'));
  const link = observedPort(connection, within('link-'), ['close']);
  return new Proxy(link, {
    get(target, name) {
      if (name === 'processes') return processes;
      return name === 'files' ? files : (Reflect.get(target, name) as unknown);
    },
  });
}

/** Which box a call is about. */
function boxAttributes(about: unknown): SpanAttributes {
  if (typeof about !== 'object' || about === null) return {};
  const { sessionId, incarnation } = about as { readonly sessionId?: unknown; readonly incarnation?: unknown };
  return {
    ...(typeof sessionId === 'string' ? { 'carrel.session_id': sessionId } : {}),
    ...(typeof incarnation === 'number' ? { 'carrel.incarnation': incarnation } : {}),
  };
}
