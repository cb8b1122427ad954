import express, { type Express, type RequestHandler } from 'express';
import type { HttpApi } from '../http/http-api.js';
import { answer, nodeListener } from './node-listener.js';
import { defaultWriteOptions, type WriteOptions } from './write-reply.js';

/**
 * The interface as a middleware of Express 5, for a host with routes of its own. It answers what the interface serves, beneath
 * the path it is mounted at, and passes the rest on. It reads bodies itself: mount it before any body parser.
 *
 * @example
 * const app = express();
 * app.use(expressMiddleware(api));
 */
export function expressMiddleware(api: HttpApi, given: Partial<WriteOptions> = {}): RequestHandler {
  const options: WriteOptions = { ...defaultWriteOptions, ...given };
  return (message, response, next) => {
    const target = message.url;
    if (api.serves(target)) void answer(api, { message, response, target }, options);
    else next();
  };
}

/** An Express app that serves the interface and nothing else. */
export function expressApp(api: HttpApi, options: Partial<WriteOptions> = {}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(nodeListener(api, options));
  return app;
}
