import type { Fields, KubeObject } from '../store/objects.js';
import { apiVersionOf, type Resource } from '../store/resources.js';
import { fieldSelector, labelSelector, type Selector } from '../store/selectors.js';
import { ApiError, badRequest, gone } from '../store/status.js';
import type { Store } from '../store/store.js';
import type { ResourceCall } from './call.js';

/** What the selectors of a request let through. */
export function selectorOf(resource: Resource, query: URLSearchParams): Selector {
  const labels = query.get('labelSelector');
  const fields = query.get('fieldSelector');
  const selectors = [
    ...(labels === null ? [] : [labelSelector(labels)]),
    ...(fields === null ? [] : [fieldSelector(resource.kind, fields)]),
  ];
  return (object) => selectors.every((selects) => selects(object));
}

/** @throws ApiError 400 for a revision that is none, 504 for one that is not yet. */
export function revisionOf(store: Store, query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion');
  if (text === null || text === '') return undefined;
  if (!/^\d+$/.test(text)) throw badRequest(`invalid resource version: ${text}`);
  const revision = Number(text);
  if (revision > store.revision) {
    throw new ApiError(504, 'Timeout', `Too large resource version: ${revision}, current: ${store.revision}`, {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    });
  }
  return revision;
}

interface Page {
  readonly revision: number;
  readonly after: string;
}

/**
 * The list that was asked for, page by page where a limit is given. A later page has the objects as they are now.
 *
 * @throws ApiError 410 when a page is asked for after the changes since the first are no longer known.
 */
export function listed(store: Store, resource: Resource, { info, query }: ResourceCall): Fields {
  const page = pageOf(query.get('continue'));
  if (page === undefined) revisionOf(store, query);
  else checkPage(store, page);
  const selects = selectorOf(resource, query);
  const all = store.list(resource, info.namespace).filter((object) => selects(object) && isNamed(object, info.name));
  const left = page === undefined ? all : all.filter((object) => keyIn(object) > page.after);
  const limit = Number(query.get('limit') ?? 0);
  const items = limit > 0 ? left.slice(0, limit) : left;
  const revision = page?.revision ?? store.revision;
  return {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata: { resourceVersion: String(revision), ...next(items, left, revision) },
    items: items.map(({ kind: _, apiVersion: __, ...item }) => item),
  };
}

const isNamed = ({ metadata }: KubeObject, name: string | undefined): boolean =>
  name === undefined || metadata.name === name;

const keyIn = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

function next(items: readonly KubeObject[], left: readonly KubeObject[], revision: number): Fields {
  const last = items.at(-1);
  if (last === undefined || items.length === left.length) return {};
  const page: Page = { revision, after: keyIn(last) };
  return {
    continue: Buffer.from(JSON.stringify(page)).toString('base64url'),
    remainingItemCount: left.length - items.length,
  };
}

function pageOf(token: string | null): Page | undefined {
  if (token === null || token === '') return undefined;
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Page;
  } catch {
    throw badRequest('continue key is not valid');
  }
}

function checkPage(store: Store, { revision }: Page): void {
  try {
    store.checkKnown(revision);
  } catch {
    throw gone('The provided continue parameter is too old to display a consistent list result.');
  }
}
