import {
  CarrelFileSystemError,
  carrelFileSystem,
  FileChangeType,
  FileType,
  unwrap,
  type CarrelFileSystem,
  type FileChangeLike,
  type UriLike,
} from '../../src/index.js';
import { eventually, holds, same, textOf, type Check, type World } from './check.js';

/** As much of VS Code's own as is needed. */
const uri = (path: string): UriLike => ({ path, with: (change) => uri(change.path) });
const bytes = (text: string) => new TextEncoder().encode(text);
const BOTH = { create: true, overwrite: true };

async function mounted(world: World): Promise<CarrelFileSystem & { text(path: string): Promise<string> }> {
  const { workspace } = await world.workspace();
  const provider = carrelFileSystem(workspace.files, { root: '/mounted' });
  const text = async (path: string) => textOf([await provider.readFile(uri(path))]);
  return Object.assign(provider, { text });
}

/** The code that it fails with. */
async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'ok';
  } catch (cause) {
    return cause instanceof CarrelFileSystemError ? cause.code : String(cause);
  }
}

export const fileSystemChecks: readonly Check[] = [
  {
    name: 'the file system tells what links lead to',
    run: async (world) => {
      const { workspace } = await world.workspace();
      const fs = carrelFileSystem(workspace.files);
      await fs.writeFile(uri('/src/a.ts'), bytes('one'), BOTH);
      const links = 'ln -s src/a.ts file && ln -s src directory && ln -s nothing broken && ln -s / outside';
      same((await unwrap(workspace.commands.run(links))).exitCode, 0);
      const { SymbolicLink, File, Directory } = FileType;
      same((await fs.stat(uri('/file'))).type, SymbolicLink | File);
      same((await fs.stat(uri('/directory'))).type, SymbolicLink | Directory);
      same((await fs.stat(uri('/broken'))).type, SymbolicLink);
      same((await fs.stat(uri('/outside'))).type, SymbolicLink);
    },
  },
  {
    name: 'the file system makes, reads, looks at and lists',
    run: async (world) => {
      const fs = await mounted(world);
      await fs.createDirectory(uri('/mounted/src'));
      same(await code(fs.createDirectory(uri('/mounted/src'))), 'FileExists');
      await fs.writeFile(uri('/mounted/src/a.ts'), bytes('one'), BOTH);
      same(await fs.text('/mounted/src/a.ts'), 'one');
      const stat = await fs.stat(uri('/mounted/src/a.ts'));
      same([stat.type, stat.size], [FileType.File, 3]);
      holds(Math.abs(stat.mtime - Date.now()) < 3_600_000, 'it was changed now');
      same((await fs.stat(uri('/mounted'))).type, FileType.Directory);
      same(await fs.readDirectory(uri('/mounted/src')), [['a.ts', FileType.File]]);
      same(
        (await fs.readDirectory(uri('/mounted'))).some(([name]) => name === 'src'),
        true,
      );
      same(await code(fs.stat(uri('/mounted/none'))), 'FileNotFound');
      same(await code(fs.stat(uri('/elsewhere/a.ts'))), 'FileNotFound');
      same(await code(fs.readFile(uri('/mounted/none'))), 'FileNotFound');
      same(await code(fs.readFile(uri('/mounted/src'))), 'FileIsADirectory');
      same(await code(fs.readDirectory(uri('/mounted/src/a.ts'))), 'FileNotADirectory');
      same(await code(fs.stat(uri('/mounted/../../etc/passwd'))), 'NoPermissions');
      const error = await fs.stat(uri('/mounted/none')).catch((cause: unknown) => cause as Error);
      same((error as Error).name, 'EntryNotFound (FileSystemError)');
    },
  },
  {
    name: 'the file system writes as `create` and `overwrite` say, also when many write at once',
    run: async (world) => {
      const fs = await mounted(world);
      const file = uri('/mounted/f.txt');
      const write = (text: string, create: boolean, overwrite: boolean) =>
        code(fs.writeFile(file, bytes(text), { create, overwrite }));
      same(await write('x', false, true), 'FileNotFound');
      same(await write('x', false, false), 'FileNotFound');
      same(await write('one', true, false), 'ok');
      same(await write('x', true, false), 'FileExists');
      same(await write('two', false, true), 'ok');
      same(await fs.text('/mounted/f.txt'), 'two');
      const made = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          code(fs.writeFile(uri('/mounted/raced'), bytes(String(index)), { create: true, overwrite: false })),
        ),
      );
      same(made.filter((one) => one === 'ok').length, 1, 'writers that made it');
      same(made.filter((one) => one === 'FileExists').length, 7, 'writers that were too late');
      await fs.createDirectory(uri('/mounted/dir'));
      same(await code(fs.writeFile(uri('/mounted/dir'), bytes('x'), BOTH)), 'FileIsADirectory');
    },
  },
  {
    name: 'the file system renames, copies and deletes as it is told',
    run: async (world) => {
      const fs = await mounted(world);
      await fs.writeFile(uri('/mounted/a/one.txt'), bytes('one'), BOTH);
      await fs.writeFile(uri('/mounted/b.txt'), bytes('two'), BOTH);
      same(await code(fs.rename(uri('/mounted/none'), uri('/mounted/x'), { overwrite: true })), 'FileNotFound');
      same(await code(fs.rename(uri('/mounted/b.txt'), uri('/mounted/a/one.txt'), { overwrite: false })), 'FileExists');
      await fs.copy(uri('/mounted/a'), uri('/mounted/copy'), { overwrite: false });
      same(await fs.text('/mounted/copy/one.txt'), 'one');
      same(await code(fs.copy(uri('/mounted/a'), uri('/mounted/copy'), { overwrite: false })), 'FileExists');
      await fs.rename(uri('/mounted/b.txt'), uri('/mounted/a/one.txt'), { overwrite: true });
      same(await fs.text('/mounted/a/one.txt'), 'two');
      await fs.copy(uri('/mounted/a'), uri('/mounted/copy'), { overwrite: true });
      same(await fs.text('/mounted/copy/one.txt'), 'two');
      await fs.copy(uri('/mounted/a/one.txt'), uri('/mounted/c.txt'), { overwrite: false });
      same(await code(fs.copy(uri('/mounted/a'), uri('/mounted/a/in'), { overwrite: true })), 'FileExists');
      same(await code(fs.delete(uri('/mounted/a'), { recursive: false })), 'NoPermissions');
      await fs.delete(uri('/mounted/a'), { recursive: true });
      same(await code(fs.delete(uri('/mounted/a'), { recursive: true })), 'FileNotFound');
      await fs.delete(uri('/mounted/c.txt'), { recursive: false });
      const names = (await fs.readDirectory(uri('/mounted'))).map(([name]) => name);
      same(
        names.filter((name) => !name.startsWith('.')),
        ['copy'],
        'what is left',
      );
      same(
        names.filter((name) => name.endsWith('~')),
        [],
      );
    },
  },
  {
    name: 'the file system keeps names and contents as they are, empty, strange or large',
    run: async (world) => {
      const fs = await mounted(world);
      const odd = 'dir with space/ünï – 文件 🎉 100% #1?&+.bin';
      const binary = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);
      await fs.createDirectory(uri('/mounted/dir with space'));
      await fs.writeFile(uri(`/mounted/${odd}`), binary, BOTH);
      same([...(await fs.readFile(uri(`/mounted/${odd}`)))], [...binary]);
      same(await fs.readDirectory(uri('/mounted/dir with space')), [[odd.slice(odd.indexOf('/') + 1), FileType.File]]);
      await fs.rename(uri(`/mounted/${odd}`), uri(`/mounted/${odd} 2`), { overwrite: false });
      same((await fs.stat(uri(`/mounted/${odd} 2`))).size, 1_000);
      await fs.writeFile(uri('/mounted/empty'), new Uint8Array(), BOTH);
      same(
        [(await fs.stat(uri('/mounted/empty'))).size, (await fs.readFile(uri('/mounted/empty'))).byteLength],
        [0, 0],
      );
      await fs.copy(uri('/mounted/empty'), uri('/mounted/empty too'), { overwrite: false });
      const large = new Uint8Array(20 * 1_048_576).map((_, index) => (index * 31) % 251);
      await fs.writeFile(uri('/mounted/large'), large, BOTH);
      const read = await fs.readFile(uri('/mounted/large'));
      same(read.byteLength, large.byteLength);
      holds(
        read.every((byte, index) => byte === large[index]),
        'it is what was written',
      );
    },
  },
  {
    name: 'the file system refuses what cannot be with the codes of VS Code, and leaves things as they were',
    run: async (world) => {
      const fs = await mounted(world);
      await fs.writeFile(uri('/mounted/a/b/c.txt'), bytes('one'), BOTH);
      const over = { overwrite: true };
      same(await code(fs.rename(uri('/mounted/a/b'), uri('/mounted/a'), over)), 'NoPermissions');
      same(await code(fs.copy(uri('/mounted/a/b/c.txt'), uri('/mounted/a'), over)), 'NoPermissions');
      same(await code(fs.rename(uri('/mounted/a'), uri('/mounted/a/b/in'), over)), 'NoPermissions');
      same(await code(fs.writeFile(uri('/mounted/a/b/c.txt/below'), bytes('x'), BOTH)), 'FileNotADirectory');
      same(await code(fs.createDirectory(uri('/mounted/none/dir'))), 'FileNotFound');
      same(await code(fs.delete(uri('/mounted'), { recursive: true })), 'NoPermissions');
      same(await code(fs.delete(uri('/mounted/none'), { recursive: false })), 'FileNotFound');
      same(await fs.text('/mounted/a/b/c.txt'), 'one');
      same(
        (await fs.readDirectory(uri('/mounted/a'))).map(([name]) => name),
        ['b'],
      );
    },
  },
  {
    name: 'the file system tells of changes until a watch is disposed',
    run: async (world) => {
      const fs = await mounted(world);
      const told: FileChangeLike[] = [];
      const disposables: { dispose(): unknown }[] = [];
      fs.onDidChangeFile((changes) => told.push(...changes), undefined, disposables);
      await fs.createDirectory(uri('/mounted/src'));
      const watch = fs.watch(uri('/mounted/src'), { recursive: true });
      const saw = (type: number, path: string) =>
        told.some((change) => change.type === type && change.uri.path === path);
      await eventually(async () => {
        await fs.writeFile(uri('/mounted/src/a.txt'), bytes(String(Math.random())), BOTH);
        return saw(FileChangeType.Changed, '/mounted/src/a.txt') || saw(FileChangeType.Created, '/mounted/src/a.txt');
      });
      await fs.rename(uri('/mounted/src/a.txt'), uri('/mounted/src/b.txt'), { overwrite: false });
      await eventually(() => saw(FileChangeType.Deleted, '/mounted/src/a.txt'));
      await eventually(() => saw(FileChangeType.Created, '/mounted/src/b.txt'));
      await fs.delete(uri('/mounted/src/b.txt'), { recursive: false });
      await eventually(() => saw(FileChangeType.Deleted, '/mounted/src/b.txt'));
      watch.dispose();
      same(disposables.length, 1);
      disposables[0]?.dispose();
    },
  },
  {
    name: 'the file system throws the errors of the VS Code that it is given',
    run: async (world) => {
      const { workspace } = await world.workspace();
      const make = (name: string) => (message?: string) => Object.assign(new Error(message), { theirs: name });
      const FileSystemError = {
        FileNotFound: make('FileNotFound'),
        FileExists: make('FileExists'),
        FileNotADirectory: make('FileNotADirectory'),
        FileIsADirectory: make('FileIsADirectory'),
        NoPermissions: make('NoPermissions'),
        Unavailable: make('Unavailable'),
      };
      const fs = carrelFileSystem(workspace.files, { FileSystemError });
      const error = await fs.readFile(uri('/none')).catch((cause: unknown) => cause as { theirs?: string });
      same((error as { theirs?: string }).theirs, 'FileNotFound');
    },
  },
];
