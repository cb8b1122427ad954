import type { Duplex } from 'node:stream';
import type { ResultAsync } from '../kernel/index.js';
import type { PortFailure, PortService } from '../ports/index.js';
import type { WorkspaceLife } from './workspace-life.js';

/** The ports of one life of a workspace. */
export class WorkspacePorts {
  constructor(
    private readonly life: WorkspaceLife,
    private readonly service: PortService,
  ) {}

  /**
   * A stream of bytes to the program that listens on the port in the workspace; see `PortService.open`. Listen to its `error`.
   *
   * @example
   * const stream = await unwrap(workspace.ports.open(3000));
   * const request = http.get({ path: '/', headers: { Host: 'localhost:3000' }, createConnection: () => stream });
   */
  open(port: number, options: { readonly signal?: AbortSignal } = {}): ResultAsync<Duplex, PortFailure> {
    const { caller, incarnation, sessionId } = this.life;
    return this.service.open(caller, { sessionId, port }, { incarnation, signal: options.signal });
  }
}
