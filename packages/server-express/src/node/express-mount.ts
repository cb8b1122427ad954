import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpApi } from '../http/http-api.js';
import { askedHostOf } from '../ports/asked-place.js';
import { answer, targetOf } from './node-listener.js';
import { defaultWriteOptions, type WriteOptions } from './write-options.js';

/** A middleware as Express 5 takes it; nothing of Express is needed to make one. */
export type Middleware = (message: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * The interface as a middleware of Express 5. It answers what the interface serves, beneath the path it is mounted at, and
 * passes the rest on. It reads bodies itself: mount it before any body parser.
 *
 * @example
 * const app = express();
 * app.use(expressMiddleware(api));
 */
export function expressMiddleware(api: HttpApi, given: Partial<WriteOptions> = {}): Middleware {
  const options: WriteOptions = { ...defaultWriteOptions, ...given };
  return (message, response, next) => {
    const target = targetOf(message);
    if (!api.serves(target, askedHostOf(api, message))) {
      next();
      return;
    }
    response.removeHeader('X-Powered-By');
    void answer(api, { message, response, target }, options);
  };
}
