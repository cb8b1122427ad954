import { errAsync, okAsync, type ResultAsync } from '@carrel/core/kernel';
import {
  fileFailed,
  fileOutsideRoot,
  type ConnectionError,
  type FileContent,
  type FileEntry,
  type WatchEvent,
  type WorkspaceConnection,
  type WriteOptions,
} from '@carrel/core/runtime';
import { unpackTar, tarBytes, type UnpackedItem } from '../../src/runtime/tar-archive.js';
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

  resolvesLinks: {
    found: 'readLink gives where a symbolic link leads, as it was made',
    files: (files) => ({
      readLink: (path, options) => files.readLink(path, options).map((target) => target.replace('dir/../', '')),
    }),
  },

  opensAtTheNextPosition: {
    found: 'a watch that saw nothing is taken up again where it was opened',
    files: (files) => ({
      watch: (path, options) => files.watch(path, options).map(openedTooLate),
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

  namesTheSourceInErrors: {
    found: 'an error of move names the path that it is about',
    files: (files) => ({
      move: (from, to, options) => files.move(from, to, options).mapErr((error) => ({ ...error, path: from })),
    }),
  },

  failsForMovesIntoItself: {
    found: 'move fails with file/into-itself for a directory that would be in itself',
    files: (files) => ({
      move: (from, to, options) =>
        files
          .move(from, to, options)
          .mapErr((error) => (error.type === 'file/into-itself' ? fileFailed(error.path) : error)),
    }),
  },

  takesCirclesForLinksOut: {
    found: 'links in a circle fail with file/too-many-links where they are followed',
    files: (files) => ({
      read: (path, options) =>
        files
          .read(path, options)
          .mapErr((error) => (error.type === 'file/too-many-links' ? fileOutsideRoot(path) : error)),
    }),
  },

  failsForLongNames: {
    found: 'a name over 255 bytes fails with file/invalid-path, for every operation',
    files: (files) => ({
      stat: (path, options) =>
        files.stat(path, options).mapErr((error) => (error.type === 'file/invalid-path' ? fileFailed(path) : error)),
    }),
  },

  takesTheRootForOutside: {
    found: 'a path that goes up to the root is the root, for every operation',
    files: (files) => ({
      write: (path, data, options) =>
        path.endsWith('..') ? errAsync(fileOutsideRoot(path)) : files.write(path, data, options),
    }),
  },

  forgetsTimes: {
    found: 'a write says when its file was changed, now where it is not told',
    files: (files) => ({
      write: (path, data, { modifiedAt: _, ...options } = {}) => files.write(path, data, options),
    }),
  },

  forgetsModesOfDirectories: {
    found: 'makeDirectory gives a directory the mode that is asked for, also one that is there',
    files: (files) => ({
      makeDirectory: (path, { mode: _, ...options } = {}) => files.makeDirectory(path, options),
    }),
  },

  dropsTimesFromDownloads: {
    found: 'what was downloaded can be uploaded again, with its times to the millisecond',
    files: (files) => ({
      download: (path, options) => files.download(path, options).map((tar) => only(tar, () => true)),
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
      download: (path, options) =>
        files.download(path, options).map((tar) => only(tar, ({ type }) => type !== 'symlink')),
    }),
  },

  dropsNamesThatAreNotUtf8: {
    found: 'a name that is not UTF-8 has its bytes in archives, and one path everywhere else',
    files: (files) => ({
      download: (path, options) =>
        files.download(path, options).map((tar) => only(tar, (item) => !item.path.includes('\uFFFD'))),
    }),
  },

  cutsDownloadsOfWhatVanished: {
    found: 'what is removed while it is downloaded is left out, and the archive is whole',
    files: (files) => ({
      download: (path, options) => {
        const before = files.list(path, { recursive: true });
        return before.andThen((listed) => files.download(path, options).map((tar) => cut(tar, listed.length)));
      },
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

async function* only(
  tar: AsyncIterable<Uint8Array>,
  keep: (item: UnpackedItem) => boolean,
): AsyncGenerator<Uint8Array, void, void> {
  yield tarBytes([...unpackTar(await whole(tar)).values()].filter(keep));
}

/** The archive without its end, when it has fewer than `expected` entries. */
async function* cut(tar: AsyncIterable<Uint8Array>, expected: number): AsyncGenerator<Uint8Array, void, void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) {
    chunks.push(chunk);
    if (chunks.length === 1) yield chunk;
  }
  const rest = Buffer.concat(chunks.slice(1));
  yield unpackTar(Buffer.concat(chunks)).size < expected ? rest.subarray(0, -1_024) : rest;
}

async function whole(tar: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* openedTooLate(events: AsyncIterable<WatchEvent>): AsyncGenerator<WatchEvent, void, void> {
  for await (const event of events) {
    yield event.type === 'opened' ? { ...event, position: event.position + 1 } : event;
  }
}
