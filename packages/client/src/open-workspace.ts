import type { CallOptions } from './client-options.js';
import { CommandsClient } from './commands.js';
import { FilesClient } from './files.js';
import { path, type Http } from './http.js';
import { ProjectsClient } from './projects.js';
import type { Outcome } from './result.js';
import { TerminalsClient } from './terminals.js';
import type { CodeResult, RunCode } from './types.js';

/**
 * The workspace of a session. It keeps nothing alive, and nothing needs to be closed. What is started by it belongs to one life of
 * the workspace and fails with `workspace/replaced` behind it; new calls go to the life that there is.
 */
export class OpenWorkspace {
  readonly commands: CommandsClient;
  readonly files: FilesClient;
  readonly terminals: TerminalsClient;
  readonly projects: ProjectsClient;

  constructor(
    private readonly http: Http,
    readonly sessionId: string,
    /** Which life it was when it was opened. */
    readonly incarnation: number,
  ) {
    this.commands = new CommandsClient(http, sessionId);
    this.files = new FilesClient(http, sessionId);
    this.terminals = new TerminalsClient(http, sessionId);
    this.projects = new ProjectsClient(http, sessionId);
  }

  /** Builds and runs a program that is given as files. It is sent once. */
  run(request: RunCode, call: CallOptions = {}): Outcome<CodeResult> {
    const spec = { method: 'POST', path: path`/sessions/${this.sessionId}/run`, json: request, isWork: true } as const;
    return this.http.json(spec, call);
  }
}
