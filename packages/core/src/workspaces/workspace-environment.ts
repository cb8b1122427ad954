import type { ProcessConnection, SpawnSpec, WorkspaceConnection } from '../runtime/index.js';
import type { Workspace } from './workspace.js';

type Environment = Readonly<Record<string, string>>;

/**
 * What programs of a session find in their environment. It comes with each process too, since a box may be made before it is known whose
 * it is.
 */
export function environmentOf({ id, ownerId, sessionId, tenantId }: Workspace): Environment {
  return {
    CARREL_SESSION_ID: sessionId,
    CARREL_WORKSPACE_ID: id,
    SESSION_ID: sessionId,
    TENANT_ID: tenantId,
    ...(ownerId === undefined ? {} : { USER_ID: ownerId }),
  };
}

/** The same link, over which every process starts with `env`, beneath what its own spec says. */
export function withEnvironment(connection: WorkspaceConnection, env: Environment): WorkspaceConnection {
  const { closed, files, incarnation, life } = connection;
  return {
    ...{ closed, files, incarnation, life },
    processes: processesWith(connection.processes, env),
    stats: (options) => connection.stats(options),
    openPort: (port, options) => connection.openPort(port, options),
    close: () => connection.close(),
  };
}

function processesWith(processes: ProcessConnection, env: Environment): ProcessConnection {
  const within = (spec: SpawnSpec): SpawnSpec => ({ ...spec, env: { ...env, ...spec.env } });
  return {
    spawn: (spec, options) => processes.spawn(within(spec), options),
    spawnAttached: (spec, options) => processes.spawnAttached(within(spec), options),
    attach: (id, options) => processes.attach(id, options),
    list: (options) => processes.list(options),
    get: (id, options) => processes.get(id, options),
    writeStdin: (id, data, options) => processes.writeStdin(id, data, options),
    resize: (id, size, options) => processes.resize(id, size, options),
    signal: (id, name, options) => processes.signal(id, name, options),
    kill: (id, options) => processes.kill(id, options),
    forget: (id, options) => processes.forget(id, options),
  };
}
