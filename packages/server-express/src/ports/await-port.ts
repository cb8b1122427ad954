import type { ServerResponse } from 'node:http';
import { delay, hasScope, type Caller } from '@carrel/core/kernel';
import { portRefused } from '@carrel/core/runtime';
import { shuttingDown, type WorkspaceView } from '@carrel/core/workspaces';
import type { ApiError } from '../http/api-error.js';
import type { HttpApi } from '../http/http-api.js';
import { eventStreamLimit, requestTimedOut, tokenMissing } from '../http/http-errors.js';
import { finish } from '../node/finish.js';
import type { WriteOptions } from '../node/write-options.js';
import type { NamedPort } from './port-host.js';
import { noticeOf, type PageParts } from './port-pages.js';
import { pageHeaders, WaitingPage, type Notice } from './waiting-page.js';
import { WaitLimits } from './wait-limits.js';

/** Somebody who looks at a page of a port that is not there yet. */
export interface Waiting extends PageParts {
  readonly caller: Caller;
  readonly named: NamedPort;
  readonly response: ServerResponse;
  readonly options: WriteOptions;
  /** Told with which status the page begins. */
  readonly answered: (status: number) => void;
  /** Answers with an error where the page did not begin. */
  readonly refuse: (error: ApiError) => void;
}

/** How often a port is tried that nothing listens on. */
const TRY_MS = 1_000;

/** What each step says of itself: `null` where the next one has its turn. */
type Step = Notice | ApiError | null;

/** Whether there is something to wait for, and the caller may have the workspace started where that takes it. */
export function canAwait(error: ApiError, caller: Caller, { options }: HttpApi): boolean {
  if (error.type === 'port/refused') return true;
  if (error.type !== 'workspace/not-running' || !options.ports.startOnRequest) return false;
  return hasScope(caller, 'workspaces:write') && hasScope(caller, 'workspaces:read');
}

/**
 * Answers with a page that tells how the workspace starts, and then waits for somebody to listen on the port, in `ports.waitMs`
 * altogether. It counts as a stream of events, and keeps nothing alive. Never rejects.
 */
export async function awaitPort(api: HttpApi, waiting: Waiting, error: ApiError): Promise<void> {
  const { caller, refuse, response } = waiting;
  const refusal = api.eventStreams.enter(caller);
  if (refusal !== null) {
    refuse(eventStreamLimit(refusal));
    return;
  }
  const limits = new WaitLimits(api, { caller, response, waitMs: api.options.ports.waitMs });
  try {
    await new PortWait(api, waiting, limits).run(error.type === 'workspace/not-running');
  } catch {
    // What cannot be written leaves nothing to say to the client.
    response.destroy();
  } finally {
    limits.release();
    api.eventStreams.leave(caller);
  }
}

class PortWait {
  private readonly page: WaitingPage;
  /** How often the port was tried. */
  private tries = 0;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly api: HttpApi,
    private readonly waiting: Waiting,
    private readonly limits: WaitLimits,
  ) {
    this.page = new WaitingPage(waiting.named.port);
  }

  async run(startsIt: boolean): Promise<void> {
    const { caller, named, options, refuse, requestId, response } = this.waiting;
    const { signal } = this.limits;
    let view: Pick<WorkspaceView, 'queuePosition' | 'state'> = { state: 'ready' };
    if (startsIt) {
      const started = await this.api.carrel.workspaces.start(caller, named.sessionId, { waitMs: 0, signal });
      if (started.isErr()) {
        refuse(this.whyNot(started.error));
        return;
      }
      view = started.value;
    }
    this.begin();
    try {
      this.write(this.page.state(view));
      const step = (view.state === 'ready' ? null : await this.untilReady(view)) ?? (await this.untilAnswered());
      if (this.limits.over === 'gone' || response.destroyed) return;
      finish(response, this.endOf(step, requestId), options.stallTimeoutMs);
    } finally {
      clearInterval(this.heartbeat);
    }
  }

  /** A start that was given up is told by why. */
  private whyNot(error: ApiError): ApiError {
    const { over } = this.limits;
    if (over === 'draining') return shuttingDown();
    return over === 'time' ? requestTimedOut(this.api.options.ports.waitMs) : error;
  }

  private begin(): void {
    const { answered, common, framedBy, options, response } = this.waiting;
    response.writeHead(503, { ...common, ...pageHeaders(framedBy), 'Retry-After': '1' });
    answered(503);
    this.write(this.page.begin());
    // So that no proxy takes it for dead.
    this.heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) this.write('\n');
    }, options.heartbeatMs).unref();
  }

  /** Until the workspace is ready, or is not going to be. One that stops first is stopped only when it was on its way again. */
  private async untilReady(begun: Pick<WorkspaceView, 'state'>): Promise<Step> {
    const { caller, named } = this.waiting;
    const { signal } = this.limits;
    const events = await this.api.carrel.workspaces.events(caller, named.sessionId, { signal });
    if (events.isErr()) return events.error;
    let isUnderWay = isOnItsWay(begun);
    for await (const event of events.value) {
      if (event.type === 'failed') return event.error;
      if (event.type === 'progress') this.write(this.page.progress(event.phase, event.line));
      if (event.type !== 'state') continue;
      const { state } = event.workspace;
      this.write(this.page.state(event.workspace));
      if (state === 'ready') return null;
      if (state === 'failed' || (isUnderWay && state === 'stopped')) return notStarted(event.workspace);
      isUnderWay ||= isOnItsWay(event.workspace);
    }
    return signal.aborted ? null : GONE;
  }

  /** Until somebody listens on the port: tries keep nothing alive. */
  private async untilAnswered(): Promise<Step> {
    const { caller, named } = this.waiting;
    const { carrel, clock } = this.api;
    const { signal } = this.limits;
    while (!signal.aborted) {
      this.tries += 1;
      const opened = await carrel.ports.open(caller, named, { signal });
      if (opened.isOk()) {
        opened.value.on('error', () => undefined).destroy();
        return null;
      }
      if (opened.error.type !== 'port/refused') return signal.aborted ? null : opened.error;
      await delay(clock, TRY_MS, signal);
    }
    return null;
  }

  private endOf(step: Step, requestId: string): string {
    const { over } = this.limits;
    if (over === 'draining') return this.page.reload(1);
    if (over === 'refused') return this.page.fail(noticeOf(tokenMissing(), requestId));
    if (step !== null) return this.page.fail('title' in step ? step : noticeOf(step, requestId));
    // A tab that nobody looks at does not ask for the same port for ever; a start goes on by itself.
    const isRefused = over === 'time' && this.tries > 0;
    return isRefused ? this.page.fail(noticeOf(portRefused(this.waiting.named.port), requestId)) : this.page.reload(0);
  }

  private write(text: string): void {
    const { response } = this.waiting;
    if (text !== '' && !response.destroyed) response.write(text);
  }
}

function isOnItsWay({ state }: Pick<WorkspaceView, 'state'>): boolean {
  return state === 'queued' || state === 'creating';
}

/** Its session was deleted. */
const GONE: Notice = { title: 'No such session', message: 'The session was deleted.', again: false };

function notStarted({ reason, state }: WorkspaceView): Notice {
  const title = state === 'failed' ? 'The workspace did not start' : 'The workspace was stopped';
  return { title, message: reason === undefined ? `${title}.` : `${title}: ${reason}.`, again: true };
}
