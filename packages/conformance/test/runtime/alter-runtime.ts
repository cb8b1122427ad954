import type {
  FileConnection,
  ProcessConnection,
  ProcessEvent,
  WorkspaceConnection,
  WorkspaceRuntime,
} from '@carrel/core/runtime';

/** What a variant does in its own way; the rest is done by the runtime it is made from. */
export interface Alterations {
  readonly runtime?: (runtime: WorkspaceRuntime) => Partial<WorkspaceRuntime>;
  readonly connection?: (connection: WorkspaceConnection) => Partial<WorkspaceConnection>;
  readonly processes?: (processes: ProcessConnection, connection: WorkspaceConnection) => Partial<ProcessConnection>;
  readonly files?: (files: FileConnection, connection: WorkspaceConnection) => Partial<FileConnection>;
}

/** A runtime like `inner`, but for the alterations. */
export function alterRuntime(inner: WorkspaceRuntime, alterations: Alterations): WorkspaceRuntime {
  const runtime = replaced(inner, alterations.runtime?.(inner) ?? {});
  return replaced(runtime, {
    connect: (handle, options) =>
      runtime.connect(handle, options).map((connection) => alterConnection(connection, alterations)),
  });
}

function alterConnection(inner: WorkspaceConnection, alterations: Alterations): WorkspaceConnection {
  const { connection, files, processes } = alterations;
  return replaced(inner, {
    processes: replaced(inner.processes, processes?.(inner.processes, inner) ?? {}),
    files: replaced(inner.files, files?.(inner.files, inner) ?? {}),
    ...connection?.(inner),
  });
}

/** Processes whose readers get their events through `through`. */
export function eventsThrough(
  through: (events: AsyncIterable<ProcessEvent>) => AsyncIterable<ProcessEvent>,
): NonNullable<Alterations['processes']> {
  return (processes) => ({
    attach: (id, options) => processes.attach(id, options).map(through),
    spawnAttached: (spec, options) => processes.spawnAttached(spec, options).map(through),
  });
}

/** `target` with some of its members replaced; its methods go on working on itself. */
function replaced<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get(object, name) {
      if (Reflect.has(members, name)) return Reflect.get(members, name) as unknown;
      const value = Reflect.get(object, name) as unknown;
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
  });
}
