import type { Readable } from 'node:stream';
import { ApiFailure, apiStatusOf } from './api-failure.js';
import { isJsonObject, type KubeObject } from './api-objects.js';
import type { KubeCall } from './kube-resource.js';

export type WatchChange<T extends KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  /** Nothing happened up to this version. */
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

/** The longest line: an object near the largest that a cluster keeps. */
const MAX_LINE = 16 * 1024 * 1024;

/**
 * The changes that a watch tells, until it ends.
 *
 * @throws ApiFailure for what the server reports as an error, such as that the version is forgotten; Error for what is no change.
 */
export async function* watchChanges<T extends KubeObject>(
  stream: Readable,
  call: KubeCall,
): AsyncGenerator<WatchChange<T>, void, void> {
  for await (const line of linesOf(stream)) {
    const change: unknown = JSON.parse(line);
    if (!isJsonObject(change) || !isJsonObject(change['object'])) throw new Error('A watch told what is no change.');
    const { type, object } = change;
    if (type === 'ERROR') throw new ApiFailure(call, statusIn(object));
    const seen = object as unknown as T;
    if (type === 'BOOKMARK') yield { type, resourceVersion: seen.metadata.resourceVersion ?? '' };
    else if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') yield { type, object: seen };
  }
}

function statusIn(object: Readonly<Record<string, unknown>>) {
  const code = object['code'];
  return apiStatusOf(typeof code === 'number' ? code : 500, JSON.stringify(object), undefined);
}

async function* linesOf(stream: Readable): AsyncGenerator<string, void, void> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw new Error('A watch told a change that is too large.');
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  // What has no end of line is a change that the server could not finish.
}
