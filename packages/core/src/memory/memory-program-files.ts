import type { MemoryFiles } from './memory-files.js';
import type { ProgramFiles } from './memory-program.js';

/** The files of a box in the form that programs use. */
export function toProgramFiles(files: MemoryFiles): ProgramFiles {
  return {
    read: (path) => files.read(path).map(({ bytes }) => bytes.view().slice()),
    write: (path, data) => files.write(path, toBytes(data)).map(() => undefined),
    append: (path, data) => files.append(path, toBytes(data)),
    list: (path) => files.list(path),
    stat: (path) => files.stat(path),
    makeDirectory: (path) => files.makeDirectory(path),
    link: (path, target) => files.link(path, target),
    rename: (from, to) => files.move(from, to, true),
    remove: (path) => files.remove(path),
  };
}

function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data;
}
