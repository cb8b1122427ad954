import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeServerFailed, type CodeEngineError, type CodeSource, type SourceEntry } from '@carrel/core/code';
import { aborted, eachOf, err, isAborted, ok, ResultAsync } from '@carrel/core/kernel';
import type { Aborted, CarrelError, Result } from '@carrel/core/kernel';
import type { ServerDefinition } from '../servers/server-definition.js';
import type { FilesChanged, ServerFiles } from '../servers/server-session.js';
import { safeConfiguration } from './safe-configuration.js';
import { wantedFiles, type MirrorLimits } from './wanted-files.js';

export interface MirrorOptions {
  /** Empty and private to this mirror. */
  readonly directory: string;
  readonly definitions: readonly ServerDefinition[];
  readonly limits: MirrorLimits;
}

type SyncFailure = CarrelError | CodeEngineError | Aborted;

const READS_AT_ONCE = 8;

/**
 * A session's files on this machine, for language servers to look at. It follows the source and never the other way round.
 *
 * Whoever uses it lets one `sync` run at a time.
 */
export class Mirror implements ServerFiles {
  readonly root: string;
  readonly home: string;
  readonly empty: string;
  private readonly parts: string;
  /** The tags of what is in the mirror. */
  private readonly tags = new Map<string, string>();
  private readonly altered = new Set<string>();
  /** What was done to the files since it was last asked: whether they were there before. */
  private readonly untold = new Map<string, boolean>();

  private readonly generated = new Map<string, string>();
  private lastPart = 0;
  private tooLarge: ReadonlySet<string> = new Set();

  private constructor(private readonly options: MirrorOptions) {
    this.root = join(options.directory, 'files');
    this.home = join(options.directory, 'home');
    this.empty = join(options.directory, 'empty');
    this.parts = join(options.directory, 'parts');
  }

  static async create(options: MirrorOptions): Promise<Mirror> {
    const mirror = new Mirror(options);
    for (const directory of [mirror.root, mirror.home, mirror.empty, mirror.parts]) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    }
    return mirror;
  }

  /** The mirror is as the source was at some moment behind the call. What was done before a failure stays and counts. */
  sync(source: CodeSource, signal?: AbortSignal): ResultAsync<void, SyncFailure> {
    return new ResultAsync(this.follow(source, signal).catch((thrown: unknown) => err(codeServerFailed(thrown))));
  }

  /** What happened to the files since this was last asked. */
  takeChanges(): FilesChanged {
    const created: string[] = [];
    const changed: string[] = [];
    const removed: string[] = [];
    for (const [path, wasThere] of this.untold) {
      const isThere = this.isThere(path);
      if (isThere) (wasThere ? changed : created).push(path);
      else if (wasThere) removed.push(path);
    }
    this.untold.clear();
    return { created, changed, removed };
  }

  has(path: string): boolean {
    return this.tags.has(path);
  }

  /** The tag of what is in the mirror; `undefined` where there is no such file. */
  tagOf(path: string): string | undefined {
    return this.tags.get(path);
  }

  /** Whether the file is another one here than in the session, for the sake of safety. */
  isAltered(path: string): boolean {
    return this.altered.has(path);
  }

  /** Whether a file is left out because it is too large. */
  isTooLarge(path: string): boolean {
    return this.tooLarge.has(path);
  }

  /** Every file in it, in no order. */
  paths(): Iterable<string> {
    return this.tags.keys();
  }

  async readText(path: string): Promise<string | null> {
    if (!this.tags.has(path)) return null;
    try {
      return toText(await readFile(join(this.root, path)));
    } catch {
      return null;
    }
  }

  /** Removes it from this machine. */
  async remove(): Promise<void> {
    this.tags.clear();
    await rm(this.options.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  private async follow(source: CodeSource, signal?: AbortSignal): Promise<Result<void, SyncFailure>> {
    const options = signal === undefined ? {} : { signal };
    const listed = await source.list(options);
    if (listed.isErr()) return err(listed.error);
    const found = wantedFiles(listed.value, this.options.definitions, this.options.limits);
    if (found.isErr()) return err(found.error);
    const { wanted } = found.value;
    this.tooLarge = found.value.tooLarge;
    for (const path of [...this.tags.keys()]) if (!wanted.has(path)) await this.drop(path);
    const stale = [...wanted.values()].filter(({ path, tag }) => this.tags.get(path) !== tag);
    let failed: SyncFailure | null = null;
    await eachOf(stale, READS_AT_ONCE, async (entry) => {
      if (failed !== null) return;
      const fetched = await this.fetch(source, entry, signal);
      if (fetched.isErr()) failed ??= fetched.error;
    });
    await this.generate();
    return failed === null ? ok(undefined) : err(failed);
  }

  /** Writes what servers need and the session does not have; what is not needed any more goes. */
  private async generate(): Promise<void> {
    const needed = this.options.definitions.map((one) => one.generated?.(this.root, this.tags.keys()) ?? null);
    const files = new Map(needed.filter((one) => one !== null).map(({ path, text }) => [path, text]));
    for (const path of [...this.generated.keys()]) {
      if (files.has(path)) continue;
      this.note(path);
      this.generated.delete(path);
      if (!this.tags.has(path)) await rm(join(this.root, path), { force: true });
    }
    for (const [path, text] of files) {
      if (this.tags.has(path) || this.generated.get(path) === text) continue;
      await this.write(path, text);
      this.note(path);
      this.generated.set(path, text);
    }
  }

  private async fetch(
    source: CodeSource,
    { path }: SourceEntry,
    signal?: AbortSignal,
  ): Promise<Result<void, SyncFailure>> {
    if (isAborted(signal)) return err(aborted('Code intelligence'));
    const read = await source.read(path, signal === undefined ? {} : { signal });
    if (read.isErr()) return err(read.error);
    if (read.value === null || read.value.bytes.byteLength > this.options.limits.maxFileBytes) await this.drop(path);
    else await this.put(path, read.value.bytes, read.value.tag);
    return ok(undefined);
  }

  private async put(path: string, bytes: Uint8Array, tag: string): Promise<void> {
    const text = path.endsWith('.json') ? toText(bytes) : null;
    const safe = text === null ? null : safeConfiguration(path, text);
    await this.write(path, safe ?? bytes);
    if (safe === null) this.altered.delete(path);
    else this.altered.add(path);
    this.note(path);
    this.tags.set(path, tag);
  }

  /** A server never sees half of a file. */
  private async write(path: string, content: string | Uint8Array): Promise<void> {
    const target = join(this.root, path);
    const part = join(this.parts, String(++this.lastPart));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(part, content, { mode: 0o600 });
    await rename(part, target);
  }

  private async drop(path: string): Promise<void> {
    if (!this.tags.has(path)) return;
    await rm(join(this.root, path), { force: true });
    this.note(path);
    this.tags.delete(path);
    this.altered.delete(path);
    await this.dropEmptyDirectories(dirname(path));
  }

  private async dropEmptyDirectories(path: string): Promise<void> {
    for (let at = path; at !== '.'; at = dirname(at)) {
      try {
        await rmdir(join(this.root, at));
      } catch {
        return;
      }
    }
  }

  /** Whether it is in the mirror, from the session or generated. */
  private isThere(path: string): boolean {
    return this.tags.has(path) || this.generated.has(path);
  }

  private note(path: string): void {
    if (!this.untold.has(path)) this.untold.set(path, this.isThere(path));
  }
}

/** `null` for what is no text in UTF-8. */
function toText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
