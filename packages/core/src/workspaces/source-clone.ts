import { err, ok, okAsync, ResultAsync, safeTry, type Clock, type Result } from '../kernel/index.js';
import type { WorkspaceConnection } from '../runtime/index.js';
import { gitUrlProblem, type Session, type SessionSource } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import { workspaceSourceFailed, type WorkspaceSourceFailed } from './source-errors.js';
import { SourceGit, type SourceError } from './source-git.js';
import type { ResolvedSourceOptions, SourceCredentials } from './source-options.js';
import { progressOf } from './source-output.js';
import { askedRefs, checkoutArgs, isRef, refspecOf, targetOf, type SourceTarget } from './source-refs.js';
import { SourceSize } from './source-size.js';
import type { Workspace } from './workspace.js';

export interface WorkspaceSourcesDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether workspaces can reach anything outside of them. */
  readonly hasNetwork: boolean;
  readonly options: ResolvedSourceOptions;
}

export interface SourceCall {
  readonly connection: WorkspaceConnection;
  readonly signal: AbortSignal;
  /** Gets what a person may see of how it goes on. */
  readonly tell: (line: string) => void;
}

/** What may be in a workspace to which nothing was ever brought. */
const OWN_DIRECTORY = '.carrel';
/** Past this, an answer on three refs is none. */
const MAX_ANSWER = 65_536;

/** Brings the sources of sessions into their workspaces, with the git that runs there. */
export class WorkspaceSources {
  constructor(private readonly deps: WorkspaceSourcesDeps) {}

  /** Whether the session has a source that this workspace may need: `bring` looks whether it does. */
  concerns(session: Session): boolean {
    return this.deps.options.clone && session.source !== undefined;
  }

  /** How long it may take a start at most. */
  get maxMs(): number {
    const { clone, timeoutMs } = this.deps.options;
    return clone ? timeoutMs : 0;
  }

  /**
   * The files of the source are in the workspace when ok; `false` when they, or what became of them, were there already. On an error a part
   * may be there, so that the box must not be used.
   */
  bring(workspace: Workspace, session: Session, call: SourceCall): ResultAsync<boolean, SourceError> {
    const { source } = session;
    if (source === undefined) return okAsync(false);
    return call.connection.files
      .list('', { signal: call.signal })
      .andThen((entries): ResultAsync<boolean, SourceError> => {
        const paths = entries.map(({ path }) => path).filter((path) => path !== OWN_DIRECTORY);
        const known = paths.includes('.git') || (workspace.sourcedAt !== undefined && paths.length > 0);
        if (known) return okAsync(false);
        return new ResultAsync(this.clone(workspace, { session, source }, call)).map(() => true);
      });
  }

  private async clone(
    { intentToken }: Workspace,
    { session, source }: { readonly session: Session; readonly source: SessionSource },
    call: SourceCall,
  ): Promise<Result<void, SourceError>> {
    const { clock, hasNetwork, logger, options } = this.deps;
    const refused = refusalOf(source, hasNetwork);
    if (refused !== null) return err(refused);
    const { gitUrl, ref } = source;
    const deadline = clock.now() + options.timeoutMs;
    const credentials = await this.credentialsOf(session);
    if (credentials === 'refused') return err(workspaceSourceFailed('auth-refused'));
    const url = new URL(gitUrl);
    const { connection, signal, tell } = call;
    const name = `source-${intentToken}`.slice(0, 56);
    const parts = { connection, clock, url, name, credentials, deadline, signal, maxBytes: options.maxBytes };
    const git = new SourceGit(parts);
    const onMessages = progressLines(tell);
    tell('looking at the source');
    const brought = await this.steps(git, { gitUrl, ref, onMessages });
    // The reason alone: what git or the other side said is not known to hold no secret.
    if (brought.isErr()) logger.info({ sessionId: session.id, error: brought.error.type }, 'source not cloned');
    return brought;
  }

  private steps(
    git: SourceGit,
    {
      gitUrl,
      ref,
      onMessages,
    }: Pick<SessionSource, 'gitUrl'> & {
      readonly ref: string | undefined;
      readonly onMessages: (text: string) => void;
    },
  ): ResultAsync<void, SourceError> {
    const { depth, maxBytes, maxFiles } = this.deps.options;
    const shallow = depth === 0 ? [] : [`--depth=${depth}`];
    return safeTry<void, SourceError>(async function* () {
      const answer = new Answer();
      const asked = ['ls-remote', '--symref', '--', gitUrl, ...askedRefs(ref)];
      yield* git.run(asked, { remote: true, onOutput: (data) => answer.push(data) });
      const target = targetOf(answer.text, ref);
      if (target === 'missing') return err(workspaceSourceFailed('ref-not-found'));
      yield* git.run(['init', '--quiet', '--template=', '.']);
      yield* git.run(['remote', 'add', '--', 'origin', gitUrl]);
      if (target === 'empty') return ok(undefined);
      const fetch = ['fetch', '--progress', '--no-tags', '--no-recurse-submodules', ...shallow];
      yield* git
        .run([...fetch, '--', 'origin', refspecOf(target)], { remote: true, onMessages })
        .mapErr((error) => withoutRef(error, target));
      const size = new SourceSize({ maxBytes, maxFiles });
      yield* git.run(['ls-tree', '-r', '-l', '-z', 'FETCH_HEAD'], { onOutput: (data) => size.push(data) });
      if (!size.isWithin) return err(workspaceSourceFailed('too-large'));
      yield* git.run(checkoutArgs(target), { onMessages });
      return ok(undefined);
    });
  }

  /** What the host says; what goes wrong there is not told, as it may hold a secret. */
  private async credentialsOf(session: Session): Promise<SourceCredentials | null | 'refused'> {
    try {
      const given = await this.deps.options.credentials(session);
      return given !== null && /[\r\n\0]/.test(given.username + given.password) ? 'refused' : given;
    } catch {
      this.deps.logger.warn({ sessionId: session.id }, 'no credentials were given for the source');
      return 'refused';
    }
  }
}

/** Where a commit is asked for by its name, a source that fails without a known reason does not give it. */
function withoutRef(error: SourceError, { kind }: SourceTarget): SourceError {
  const isUnknown = error.type === 'workspace/source-failed' && error.reason === 'failed';
  return kind === 'commit' && isUnknown ? workspaceSourceFailed('ref-not-found') : error;
}

/** Why it is not even tried. */
function refusalOf({ gitUrl, ref }: SessionSource, hasNetwork: boolean): WorkspaceSourceFailed | null {
  if (gitUrlProblem(gitUrl) !== null || !/^https?:/i.test(gitUrl)) return workspaceSourceFailed('scheme-refused');
  if (ref !== undefined && !isRef(ref)) return workspaceSourceFailed('ref-not-found');
  return hasNetwork ? null : workspaceSourceFailed('no-network');
}

class Answer {
  text = '';
  private readonly decoder = new TextDecoder();

  push(data: Uint8Array): boolean {
    this.text += this.decoder.decode(data, { stream: true });
    return this.text.length <= MAX_ANSWER;
  }
}

/** Tells each whole line of what git writes, of which some only say how far it is. */
function progressLines(tell: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split(/[\r\n]/);
    rest = (lines.pop() ?? '').slice(-1_024);
    for (const line of lines) {
      const shown = progressOf(line);
      if (shown !== null) tell(shown);
    }
  };
}
