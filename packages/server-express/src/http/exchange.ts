import { addressGroup } from '@carrel/core/rate-limit';
import { clientAddress } from './client-address.js';
import type { BodyLimits } from './http-options.js';
import type { HttpRequest } from './http-request.js';
import type { SeenRequest } from './request-observer.js';

type ExchangeParts =
  'request' | 'requestId' | 'values' | 'bodyLimits' | 'maxJsonDepth' | 'basePath' | 'portDomain' | 'draining' | 'seen';

/** One request on its way through the interface. */
export class Exchange {
  readonly request: HttpRequest;
  readonly requestId: string;
  /** The texts of the path's parameters, in order. */
  readonly values: readonly string[];
  readonly bodyLimits: BodyLimits;
  readonly maxJsonDepth: number;
  /** What the interface's paths begin with. */
  readonly basePath: string;
  /** What host names of ports end with; `''` for none. */
  readonly portDomain: string;
  /** Whether the server is on its way out. */
  readonly draining: boolean;
  readonly seen: SeenRequest;
  private controller: AbortController | undefined;
  private over = false;

  constructor(parts: Pick<Exchange, ExchangeParts>) {
    this.request = parts.request;
    this.requestId = parts.requestId;
    this.values = parts.values;
    this.bodyLimits = parts.bodyLimits;
    this.maxJsonDepth = parts.maxJsonDepth;
    this.basePath = parts.basePath;
    this.portDomain = parts.portDomain;
    this.draining = parts.draining;
    this.seen = parts.seen;
  }

  /** Fires when the client went away, or the exchange was given up. Made when first asked for: most requests never do. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      const controller = new AbortController();
      this.controller = controller;
      const gone = this.request.signal;
      if (this.over || gone.aborted) controller.abort();
      else
        gone.addEventListener(
          'abort',
          () => {
            controller.abort();
          },
          { once: true },
        );
    }
    return this.controller.signal;
  }

  /** Where the client is, as trusted proxies tell; `unknown` where nobody knows. */
  get address(): string {
    return clientAddress(this.request);
  }

  /** Where the client is, as far as limits tell apart. */
  get from(): string {
    return addressGroup(this.address);
  }

  /** Nobody waits for the answer any more. */
  giveUp(): void {
    this.over = true;
    this.controller?.abort();
  }
}
