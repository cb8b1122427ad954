import type { ClientError } from '@carrel/client';
import { client } from '../carrel.js';
import { notice } from '../parts/notices.js';
import type { BenchModel } from './bench-model.js';
import { areWritten, documentsAt } from './file-documents.js';
import type { Naming } from './file-tree.js';

/** What people do to files in the tree. Each tells what went wrong, and looks at the files again. */
export function changeFiles(bench: BenchModel) {
  const { room, tree, tabs } = bench;
  const files = () => room.handle.peek()?.files;
  const settle = (error: ClientError | null) => {
    if (error !== null) room.tell(error);
    tree.refresh();
  };
  /** What is no more is not edited either. */
  const forget = async (path: string) => {
    tabs.closeBeneath(path);
    const found = await documentsAt(room.id, path);
    if (found.isErr()) return room.tell(found.error);
    for (const { name } of found.value) {
      const { documents } = client;
      const done = await (room.isAdmin.peek() ? documents.remove(room.id, name) : documents.unbindFile(room.id, name));
      if (done.isErr()) room.tell(done.error);
    }
  };
  const make = async (kind: 'file' | 'directory', path: string) => {
    const made =
      kind === 'directory' ? await files()?.makeDirectory(path) : await files()?.write(path, '', { exclusive: true });
    if (made === undefined || made.isErr()) return settle(made?.error ?? null);
    tree.reveal(path);
    settle(null);
    if (kind === 'file') bench.openNewFile(path);
  };
  const move = async (from: string, to: string) => {
    if (to === from) return;
    const found = await documentsAt(room.id, from);
    if (found.isErr()) return room.tell(found.error);
    const isWritten = !tabs.areUnsavedBeneath(from) && (await areWritten(room.id, found.value, room.signal));
    if (!isWritten) return notice(`What was typed is not in ${from} yet. Rename it in a moment.`);
    const moved = await files()?.move(from, to);
    if (moved?.isOk() === true) await forget(from);
    settle(moved?.isErr() === true ? moved.error : null);
  };
  return {
    forget,
    name: ({ kind, path }: Naming, name: string) => (kind === 'rename' ? move(path, name) : make(kind, name)),
    remove: async (path: string) => {
      if (!confirm(`Remove ${path}?`)) return;
      const removed = await files()?.remove(path);
      if (removed?.isOk() === true) await forget(path);
      settle(removed?.isErr() === true ? removed.error : null);
    },
  };
}
