import type { ClientError } from '@carrel/client';
import { client } from '../carrel.js';
import { documentName } from '../editor/document-name.js';
import type { BenchModel } from './bench-model.js';
import type { Naming } from './file-tree.js';

/** Among how many documents those of removed files are looked for. */
const MOST_DOCUMENTS = 200;

/** What people do to files in the tree. Each tells what went wrong, and looks at the files again. */
export function changeFiles(bench: BenchModel) {
  const { room, tree, tabs } = bench;
  const files = () => room.handle.peek()?.files;
  const settle = (error: ClientError | null) => {
    if (error !== null) room.tell(error);
    tree.refresh();
  };
  /** What is no more is not edited either: else what is made under its name would begin with the old text. */
  const forget = async (path: string) => {
    tabs.closeBeneath(path);
    const gone = documentName(path);
    const listed = await client.documents.list(room.id, { limit: MOST_DOCUMENTS });
    if (gone === null || listed.isErr()) return;
    const names = listed.value.items.map(({ name }) => name);
    for (const name of names.filter((one) => one === gone || one.startsWith(`${gone}/`))) {
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
    if (kind === 'file') bench.openFile(path);
  };
  const move = async (from: string, to: string) => {
    if (to === from) return;
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
