import { pause } from './call-scope.js';
import type { CallOptions } from './client-options.js';
import { clientAborted, protocolFault, timedOut, type ClientError } from './errors.js';
import { followEvents, type FollowFailed, type FollowOptions, type Meaning } from './follow-events.js';
import { path, type Http } from './http.js';
import { OpenWorkspace } from './open-workspace.js';
import { err, ok, ResultAsync, type Outcome, type Result } from './result.js';
import type { MakePortLink, PortLink, Workspace, WorkspaceExplanation } from './types.js';

/** What happens to a workspace. Only `state` has a position. */
export type WorkspaceEvent =
  | { readonly type: 'state'; readonly workspace: Workspace }
  | { readonly type: 'progress'; readonly phase: string; readonly line?: string }
  | { readonly type: 'warning'; readonly reason: string; readonly at: string }
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | FollowFailed;

/** The longest that one request waits; proxies cut those that wait for much longer. */
const WAIT_MS = 25_000;

/** The running environments of sessions. */
export class WorkspacesClient {
  constructor(private readonly http: Http) {}

  /** A handle of the session's workspace, which is started where it does not run. Waits until it is ready, `workTimeoutMs` at most. */
  open(sessionId: string, call: CallOptions = {}): Outcome<OpenWorkspace> {
    return new ResultAsync(this.opened(sessionId, call));
  }

  /** A handle of the session's workspace as it is: nothing is started. */
  reach(sessionId: string, call: CallOptions = {}): Outcome<OpenWorkspace> {
    return this.get(sessionId, call).map(({ incarnation }) => new OpenWorkspace(this.http, sessionId, incarnation));
  }

  /** Starts it, or joins its start, and waits for that no longer than `waitMs`. @default 0 */
  start(
    sessionId: string,
    { waitMs = 0, ...call }: CallOptions & { readonly waitMs?: number | undefined } = {},
  ): Outcome<Workspace> {
    // Who starts what is started joins, so that it is safe to ask again.
    const spec = {
      method: 'POST',
      path: path`/sessions/${sessionId}/workspace`,
      idempotent: true,
      isWork: true,
    } as const;
    return this.http.json({ ...spec, query: { waitMs } }, call);
  }

  get(sessionId: string, call: CallOptions = {}): Outcome<Workspace> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/workspace` }, call);
  }

  /** Why it is alive, or why it ended. */
  explain(sessionId: string, call: CallOptions = {}): Outcome<WorkspaceExplanation> {
    const spec = { method: 'GET', path: path`/sessions/${sessionId}/workspace`, query: { explain: true } } as const;
    return this.http.json(spec, call);
  }

  /** A URL that lets one browser in to a port of the workspace, once and soon. `port/no-domain` where ports have no host names. */
  portLink(sessionId: string, link: MakePortLink, call: CallOptions = {}): Outcome<PortLink> {
    return this.http.json({ method: 'POST', path: path`/sessions/${sessionId}/port-links`, json: link }, call);
  }

  /** Not stopped as idle for so long from now on. */
  keepAlive(sessionId: string, durationMs: number, call: CallOptions = {}): Outcome<WorkspaceExplanation> {
    const at = path`/sessions/${sessionId}/workspace/keep-alive`;
    return this.http.json({ method: 'POST', path: at, json: { durationMs } }, call);
  }

  /** Being stopped, or stopped, when ok. */
  stop(sessionId: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/sessions/${sessionId}/workspace`, isWork: true }, call);
  }

  /** Its states as they come, from the one it is in or from the position `from` on, across reconnects. */
  events(
    sessionId: string,
    { from, signal }: FollowOptions & { readonly from?: number | undefined } = {},
  ): AsyncGenerator<WorkspaceEvent, void, void> {
    const at = path`/sessions/${sessionId}/workspace/events`;
    return followEvents(this.http, { path: at, query: { from }, meaning: meaningOf }, { signal });
  }

  private async opened(sessionId: string, call: CallOptions): Promise<Result<OpenWorkspace, ClientError>> {
    const timeoutMs = call.requestTimeoutMs ?? this.http.options.workTimeoutMs;
    const endsAt = Date.now() + timeoutMs;
    for (;;) {
      const leftMs = endsAt - Date.now();
      if (leftMs <= 0) return err(timedOut(timeoutMs));
      const waitMs = Math.floor(Math.min(leftMs, WAIT_MS));
      const started = await this.start(sessionId, { signal: call.signal, requestTimeoutMs: leftMs, waitMs });
      if (started.isErr()) return err(started.error);
      const { state, incarnation } = started.value;
      if (state === 'ready') return ok(new OpenWorkspace(this.http, sessionId, incarnation));
      if (state === 'failed')
        return err(protocolFault(`The workspace failed: ${started.value.reason ?? 'no reason'}.`));
      // A server that is told to end waits for nobody.
      await pause(200, call.signal);
      if (call.signal?.aborted === true) return err(clientAborted());
    }
  }
}

function meaningOf(event: string, data: never): Meaning<WorkspaceEvent> {
  switch (event) {
    case 'state':
      return { kind: 'item', item: { type: 'state', workspace: data } };
    case 'progress':
    case 'warning':
    case 'gap':
      return { kind: 'item', item: { type: event, ...(data as object) } as WorkspaceEvent };
    default:
      return { kind: 'none' };
  }
}
