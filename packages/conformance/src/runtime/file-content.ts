import type { FileConnection, ReadOptions } from '@carrel/core/runtime';
import { expectOk } from '../expect-result.js';
import { collect } from './open-runtime.js';

export const text = (content: string) => Buffer.from(content);

/** Pieces that come one after the other. */
export async function* pieces(...contents: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array, void, void> {
  for (const content of contents) {
    await Promise.resolve();
    yield typeof content === 'string' ? text(content) : content;
  }
}

/** Reads a file, or a part of it. */
export async function content(files: FileConnection, path: string, options: ReadOptions = {}): Promise<Buffer> {
  return Buffer.concat(await collect((await expectOk(files.read(path, options))).data));
}
