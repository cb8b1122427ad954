import { addAbortSignal, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { places } from './box-places.js';
import { archiveStream } from './snapshot-archive.js';

const ROOT_NAME = places.root.slice(1);

export interface CopyOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long neither side may take or give a byte. */
  readonly stallMs: number;
}

/**
 * Puts the workspace of one container in place of that of another, which never ran; owners, modes, links and empty directories
 * are the same. Goes through this process in pieces.
 *
 * @throws whatever went wrong; the target is then of no use.
 */
export async function copyWorkspace(
  from: Docker.Container,
  to: Docker.Container,
  { signal, stallMs }: CopyOptions,
): Promise<void> {
  const over = new AbortController();
  const stalled = setTimeout(() => {
    over.abort(new DOMException('The container engine stands still.', 'TimeoutError'));
  }, stallMs);
  const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  try {
    await orReason(either, to.putArchive(await emptyWorkspace(), { path: '/', abortSignal: either }));
    const archive = Readable.from(await orReason(either, from.getArchive({ path: places.root, abortSignal: either })));
    const content = archiveStream(timed(addAbortSignal(either, archive), stalled));
    content.once('error', (error) => {
      over.abort(error);
    });
    try {
      await orReason(either, to.putArchive(content, { path: '/', abortSignal: either }));
    } finally {
      content.destroy();
      archive.destroy();
    }
  } finally {
    clearTimeout(stalled);
  }
}

/** A file where the workspace is: unpacking it takes all away that the image has there, and the directory replaces it again. */
async function emptyWorkspace(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: ROOT_NAME }, '');
  tar.finalize();
  return buffer(tar);
}

async function* timed(chunks: AsyncIterable<unknown>, stalled: NodeJS.Timeout): AsyncGenerator<Buffer, void, void> {
  for await (const chunk of chunks) {
    stalled.refresh();
    yield chunk as Buffer;
  }
}

/** Why it was given up says more than how the call ended. */
async function orReason<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    signal.throwIfAborted();
    throw cause;
  }
}
