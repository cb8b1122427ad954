import { createHash } from 'node:crypto';
import { okAsync } from '@carrel/core/kernel';
import { noBody } from '../http/body-spec.js';
import { bytesReply, type Reply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { publicRoute, type Route } from '../http/route.js';
import { docsPage } from './docs-page.js';
import { STYLE } from './docs-style.js';

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** Serves `documentOf` as a page for people; it is made when first asked for. */
export function docsRoute(documentOf: (basePath: string) => object): Route {
  let page: Uint8Array | undefined;
  return publicRoute({
    method: 'GET',
    path: '/docs',
    atRoot: true,
    summary: 'This description as a page for people, which needs no network and runs no script.',
    cost: 5,
    wait: 'request',
    params: {},
    query: noQuery,
    body: noBody,
    responses: { 200: null },
    handle: ({ basePath }) => {
      page ??= Buffer.from(docsPage(documentOf(basePath)));
      return okAsync<Reply, never>(bytesReply(200, { chunks: only(page), length: page.byteLength }, HEADERS));
    },
  });
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield await Promise.resolve(bytes);
}
