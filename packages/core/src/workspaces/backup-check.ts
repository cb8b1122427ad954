import { createHash } from 'node:crypto';
import { CarrelException, err, ok, type Result } from '../kernel/index.js';
import {
  digestsOf,
  type Backup,
  type ContentDigest,
  type StorageProvider,
  type StoredTrees,
} from '../storage/index.js';
import type { SaveError } from './tree-reader.js';

/** What a look at every byte of a backup found. */
export interface BackupCheck {
  readonly backup: Backup;
  /** How many bytes were read and are what was stored. */
  readonly bytes: number;
  /** The files whose content is missing or damaged. */
  readonly damaged: readonly string[];
}

/** Reads every byte of the backup, and compares each file with its digest. */
export async function checkBackup(
  trees: StoredTrees,
  { backup, signal }: { readonly backup: Backup; readonly signal: AbortSignal | undefined },
): Promise<Result<BackupCheck, SaveError>> {
  const provider = trees.provider(backup.storage);
  if (provider.isErr()) return err(provider.error);
  const manifest = await trees.readManifest(backup, backup.manifest);
  if (manifest.isErr()) return err(manifest.error);
  const damaged = new Set<ContentDigest>();
  let bytes = 0;
  for (const digest of digestsOf(manifest.value)) {
    const size = await sizeOfContent(provider.value, { backup, digest, signal });
    if (size.isErr()) return err(size.error);
    if (size.value === null) damaged.add(digest);
    else bytes += size.value;
  }
  const paths = manifest.value.entries.flatMap((entry) =>
    entry.type === 'file' && damaged.has(entry.digest) ? [entry.path] : [],
  );
  return ok({ backup, bytes, damaged: paths });
}

/** How many bytes the content has; `null` when it is missing or is not what was stored. */
async function sizeOfContent(
  provider: StorageProvider,
  {
    backup,
    digest,
    signal,
  }: { readonly backup: Backup; readonly digest: ContentDigest; readonly signal: AbortSignal | undefined },
): Promise<Result<number | null, SaveError>> {
  const got = await provider.get(backup.tenantId, digest, signal === undefined ? {} : { signal });
  if (got.isErr()) return isDamage(got.error.type) ? ok(null) : err(got.error);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of got.value) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (thrown) {
    if (!(thrown instanceof CarrelException)) throw thrown;
    const error = thrown.error as SaveError;
    return isDamage(error.type) ? ok(null) : err(error);
  }
  return ok(hash.digest('hex') === digest ? bytes : null);
}

function isDamage(type: string): boolean {
  return type === 'storage/content-not-found' || type === 'storage/content-corrupt';
}
