import type { ServerResponse } from 'node:http';
import type { Caller } from '@carrel/core/kernel';
import type { HttpApi } from '../http/http-api.js';
import { guardSocket } from '../sockets/socket-guard.js';

/** Why a wait is over: its time, its client, its server, or the right of its caller. */
export type WaitOver = 'time' | 'gone' | 'draining' | 'refused';

/** What a wait may not go beyond. */
export class WaitLimits {
  /** The first reason; `null` while it goes on. */
  over: WaitOver | null = null;
  private readonly controller = new AbortController();
  private readonly releases: readonly (() => void)[];

  constructor(
    { carrel, clock, drain, options }: HttpApi,
    {
      caller,
      response,
      waitMs,
    }: { readonly caller: Caller; readonly response: ServerResponse; readonly waitMs: number },
  ) {
    const gone = () => {
      this.end('gone');
    };
    const draining = () => {
      this.end('draining');
    };
    const recheckMs = options.streamRecheckMs;
    response.once('close', gone);
    drain.signal.addEventListener('abort', draining, { once: true });
    const close = () => {
      this.end('refused');
    };
    this.releases = [
      clock.setTimer(waitMs, () => {
        this.end('time');
      }),
      guardSocket({ carrel, caller, clock, recheckMs, close }),
      () => {
        response.off('close', gone);
        drain.signal.removeEventListener('abort', draining);
      },
    ];
    if (response.destroyed) gone();
    else if (drain.active) draining();
  }

  /** Fires when it is over. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  release(): void {
    for (const release of this.releases) release();
  }

  private end(why: WaitOver): void {
    this.over ??= why;
    this.controller.abort();
  }
}
