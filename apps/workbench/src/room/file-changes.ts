import type { ClientError } from '@carrel/client';
import type { BenchModel } from './bench-model.js';
import type { Naming } from './file-tree.js';

/** What people do to files in the tree. Each tells what went wrong, and looks at the files again. */
export function changeFiles(bench: BenchModel) {
  const { room, tree, tabs } = bench;
  const files = () => room.handle.peek()?.files;
  const settle = (error: ClientError | null) => {
    if (error !== null) room.tell(error);
    tree.refresh();
  };
  const make = async (kind: 'file' | 'directory', path: string) => {
    const made =
      kind === 'directory' ? await files()?.makeDirectory(path) : await files()?.write(path, '', { exclusive: true });
    if (made === undefined || made.isErr()) return settle(made?.error ?? null);
    tree.reveal(path);
    settle(null);
    if (kind === 'file') bench.openFile(path);
  };
  const move = async (from: string, to: string) => {
    if (to === from) return;
    const moved = await files()?.move(from, to);
    if (moved?.isOk() === true) tabs.closeBeneath(from);
    settle(moved?.isErr() === true ? moved.error : null);
  };
  return {
    name: ({ kind, path }: Naming, name: string) => (kind === 'rename' ? move(path, name) : make(kind, name)),
    remove: async (path: string) => {
      if (!confirm(`Remove ${path}?`)) return;
      const removed = await files()?.remove(path);
      if (removed?.isOk() === true) tabs.closeBeneath(path);
      settle(removed?.isErr() === true ? removed.error : null);
    },
  };
}
