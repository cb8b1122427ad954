import { err, ok, type Clock, type Result } from '../kernel/index.js';
import { downloadTar, type CallOptions, type FileEntry, type WorkspaceConnection } from '../runtime/index.js';
import type { Manifest, ManifestEntry, StorageKey, StoredContents, StoredTrees } from '../storage/index.js';
import { StoredTarTree } from './stored-tar-tree.js';
import type { SaveError } from './tree-reader.js';

export interface TreeLoaderDeps {
  readonly trees: StoredTrees;
  readonly contents: StoredContents;
  readonly clock: Clock;
}

/** Puts what is stored of a session into its new workspace. */
export class TreeLoader {
  constructor(private readonly deps: TreeLoaderDeps) {}

  /**
   * All of it is in the workspace when ok, each byte checked by its digest, and what is stored belongs to this life. Gives what is
   * known of the files then, so that none of them needs to be read to save them.
   */
  async load(
    { key, incarnation }: { readonly key: StorageKey; readonly incarnation: number },
    connection: WorkspaceConnection,
    call: CallOptions = {},
  ): Promise<Result<Manifest, SaveError>> {
    const { contents, trees } = this.deps;
    const provider = contents.provider(key.storage);
    if (provider.isErr()) return err(provider.error);
    const opened = await trees.open(key, incarnation, call);
    if (opened.isErr()) return err(opened.error);
    const { manifest } = opened.value;
    const { files, life } = connection;
    if (manifest.entries.length === 0) return ok({ entries: [], life });
    const tree = new StoredTarTree({ manifest, provider: provider.value, tenantId: key.tenantId });
    const loaded = await downloadTar(tree, '', call).andThen((tar) => files.upload('', tar, call));
    if (loaded.isErr()) return err(tree.failure ?? loaded.error);
    const listed = await files.list('', { ...call, recursive: true });
    if (listed.isErr()) return err(listed.error);
    return ok({ entries: known(manifest.entries, listed.value), life });
  }
}

/** The entries with the tags that their files have in the workspace. */
function known(entries: readonly ManifestEntry[], listed: readonly FileEntry[]): readonly ManifestEntry[] {
  const live = new Map(listed.map((entry) => [entry.path, entry]));
  return entries.map((entry) => {
    const there = live.get(entry.path);
    const isIt = entry.type === 'file' && there?.type === 'file' && there.size === entry.size;
    return isIt ? { ...entry, tag: there.tag, mode: there.mode } : entry;
  });
}
