import {
  carrelFileSystem,
  FileChangeType,
  type CarrelFileSystem,
  type FilesClient,
  type UriLike,
} from '@carrel/client';
import { toProviderError } from './provider-error.js';
import type { Disposable, Event, FileChange, FileSystemProvider, Stat, TheiaUri } from './theia.js';

/** `FileReadWrite`, `FileFolderCopy` and `PathCaseSensitive` of `FileSystemProviderCapabilities`. */
const CAPABILITIES = 2 | 8 | 1024;

/** Theia's `FileChangeType` for that of VS Code. */
const CHANGES = { [FileChangeType.Changed]: 0, [FileChangeType.Created]: 1, [FileChangeType.Deleted]: 2 } as const;

/** The files of a session for the `FileService` of Theia. What fails has the codes of `FileSystemProviderErrorCode`. */
export class CarrelFileSystemProvider<Uri extends TheiaUri<Uri>> implements FileSystemProvider<Uri> {
  readonly capabilities = CAPABILITIES;
  readonly onDidChangeCapabilities: Event<void> = never;
  /** Never: changes that were missed are told as one of what is watched, which Theia reads anew then. */
  readonly onFileWatchError: Event<void> = never;
  private readonly system: CarrelFileSystem;

  /**
   * @param files `workspace.files` of `@carrel/client`
   * @param options.root what the paths of URIs begin with that is no part of the session. @default ''
   */
  constructor(files: FilesClient, options: { readonly root?: string } = {}) {
    this.system = carrelFileSystem(files, options);
  }

  readonly onDidChangeFile: Event<readonly FileChange<Uri>[]> = (listener, thisArgs, disposables) => {
    const disposable = this.system.onDidChangeFile((changes) =>
      listener.call(
        thisArgs,
        changes.map(({ type, uri }) => ({ type: CHANGES[type], resource: (uri as Place<Uri>).uri })),
      ),
    );
    if (disposables !== undefined && 'push' in disposables) disposables.push(disposable);
    else disposables?.add(disposable);
    return disposable;
  };

  /** Until it is disposed. `excludes` is left to Theia, which passes over what it does not want to know. */
  watch(resource: Uri, { recursive }: { recursive: boolean; excludes: string[] }): Disposable {
    return this.system.watch(place(resource), { recursive });
  }

  stat(resource: Uri): Promise<Stat> {
    return told(this.system.stat(place(resource)));
  }

  mkdir(resource: Uri): Promise<void> {
    return told(this.system.createDirectory(place(resource)));
  }

  readdir(resource: Uri): Promise<[string, number][]> {
    return told(this.system.readDirectory(place(resource)));
  }

  /** For good: without the capability `Trash` Theia asks for no other way. */
  delete(resource: Uri, { recursive }: { recursive: boolean; useTrash: boolean }): Promise<void> {
    return told(this.system.delete(place(resource), { recursive }));
  }

  rename(from: Uri, to: Uri, { overwrite }: { overwrite: boolean }): Promise<void> {
    return told(this.system.rename(place(from), place(to), { overwrite }));
  }

  copy(from: Uri, to: Uri, { overwrite }: { overwrite: boolean }): Promise<void> {
    return told(this.system.copy(place(from), place(to), { overwrite }));
  }

  readFile(resource: Uri): Promise<Uint8Array> {
    return told(this.system.readFile(place(resource)));
  }

  writeFile(resource: Uri, content: Uint8Array, options: { overwrite: boolean; create: boolean }): Promise<void> {
    return told(this.system.writeFile(place(resource), content, options));
  }
}

/** A URI of Theia's as the client takes it. */
interface Place<Uri> extends UriLike {
  readonly uri: Uri;
}

function place<Uri extends TheiaUri<Uri>>(uri: Uri): Place<Uri> {
  return { uri, path: uri.path.toString(), with: ({ path }) => place(uri.withPath(path)) };
}

/** What it gives, or an error as Theia knows it. */
function told<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw toProviderError(error);
  });
}

function never(): Disposable {
  return { dispose: () => undefined };
}
