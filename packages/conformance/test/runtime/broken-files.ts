import { okAsync, type ResultAsync } from '@carrel/core/kernel';
import type { ConnectionError, FileContent, FileEntry, WorkspaceConnection, WriteOptions } from '@carrel/core/runtime';
import { unpackTar, tarBytes } from '../../src/runtime/tar-archive.js';
import type { BrokenRuntimes } from './broken-runtime.js';

let reads = 0;

/** Variants of the memory runtime that break a promise about files, each named after it. */
export const brokenFiles: BrokenRuntimes = {
  followsSymlinksOut: {
    found: 'read does not follow a symbolic link that leads outside',
    files: (files, connection) => ({
      read: (path, options) =>
        files
          .read(path, options)
          .orElse((error) =>
            error.type === 'file/outside-root' ? readByProgram(connection, path) : files.read(path, options),
          ),
    }),
  },

  replacesOnMove: {
    found: 'move replaces nothing: it fails with file/exists',
    files: (files) => ({
      move: (from, to, options) =>
        files
          .remove(to)
          .orElse(() => okAsync(undefined))
          .andThen(() => files.move(from, to, options)),
    }),
  },

  tearsAtomicWrites: {
    found: 'an atomic write is seen whole or not at all',
    files: (files) => ({
      write: (path, data, options = {}) => {
        const torn: WriteOptions = { ...options, atomic: false };
        return files.write(path, data instanceof Uint8Array ? inHalves(data) : data, torn);
      },
    }),
  },

  ignoresTags: {
    found: 'a write that expects another tag fails with file/changed, and the file stays',
    files: (files) => ({
      write: (path, data, { expectTag: _, ...options } = {}) => files.write(path, data, options),
    }),
  },

  checksTagsTooEarly: {
    found: 'of many writers that expect the same tag exactly one is right',
    files: (files) => ({
      write: (path, data, { expectTag, ...options } = {}) => {
        if (expectTag === undefined) return files.write(path, data, options);
        return files
          .stat(path)
          .andThen(({ tag }): ResultAsync<FileEntry, ConnectionError> =>
            tag === expectTag ? files.write(path, data, options) : files.write(path, data, { ...options, expectTag }),
          );
      },
    }),
  },

  leavesTheRest: {
    found: 'a shorter content leaves nothing of a longer one',
    files: (files) => ({
      write: (path, data, options) => files.write(path, data instanceof Uint8Array ? padded(data) : data, options),
    }),
  },

  dropsLinksFromDownloads: {
    found: 'download keeps symbolic links as what they are',
    files: (files) => ({
      download: (path, options) => files.download(path, options).map((tar) => withoutLinks(tar)),
    }),
  },

  forgetsWhereAWatchWas: {
    found: 'a watch that is taken up again goes on where it was',
    files: (files) => ({
      watch: (path, { from: _, ...options } = {}) => files.watch(path, options),
    }),
  },
};

function readByProgram(connection: WorkspaceConnection, path: string): ResultAsync<FileContent, ConnectionError> {
  reads += 1;
  const entry: FileEntry = { path, type: 'file', size: 0, modifiedAt: 0, mode: 0o644, tag: '' };
  return connection.processes.spawnAttached({ id: `read-${reads}`, argv: ['showFile', path] }).map((events) => ({
    entry,
    data: (async function* () {
      for await (const event of events) if (event.type === 'output') yield event.data;
    })(),
  }));
}

async function* inHalves(data: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  const half = Math.ceil(data.length / 2);
  yield data.subarray(0, half);
  await new Promise((resolve) => setImmediate(resolve));
  yield data.subarray(half);
}

function padded(data: Uint8Array): Uint8Array {
  return data.length >= 10 ? data : Buffer.concat([data, Buffer.alloc(10 - data.length)]);
}

async function* withoutLinks(tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  const items = [...unpackTar(Buffer.concat(chunks)).values()];
  yield tarBytes(items.filter(({ type }) => type !== 'symlink'));
}
