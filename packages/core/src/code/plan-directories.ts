import { err, ok, type Result } from '../kernel/index.js';
import { digestOf, isMissing, type CodeFileError, type CodeFiles } from './code-files.js';
import type { StepPlace } from './file-steps.js';
import type { FileSide } from './plan-records.js';

/** Directories that come and go with the files of a plan. */
export class PlanDirectories {
  constructor(
    private readonly files: CodeFiles,
    private readonly place: StepPlace,
  ) {}

  /** Those that are not there, of all above these files. */
  async missing(sides: readonly FileSide[]): Promise<Result<readonly string[], CodeFileError>> {
    const { caller, sessionId } = this.place;
    const found: string[] = [];
    for (const path of directoriesAbove(sides)) {
      const entry = await this.files.stat(caller, { sessionId, path });
      if (entry.isOk()) continue;
      if (!isMissing(entry.error)) return err(entry.error);
      found.push(path);
    }
    return ok(found);
  }

  /** Those with nothing in them are gone when ok; what the file system does not let go of stays. */
  async removeEmpty(directories: readonly string[]): Promise<Result<void, CodeFileError>> {
    // The deepest first.
    for (const path of [...directories].sort((one, other) => other.split('/').length - one.split('/').length)) {
      const removed = await this.removeIfEmpty(path);
      if (removed.isErr() && !removed.error.type.startsWith('file/')) return removed;
    }
    return ok(undefined);
  }

  /** It is put aside before it is removed, so that nothing goes with it that somebody put in meanwhile. */
  private async removeIfEmpty(path: string): Promise<Result<void, CodeFileError>> {
    const { caller, mark, sessionId } = this.place;
    const name = path.lastIndexOf('/') + 1;
    // The same whenever it is gone on with, and another one for each that is beside it.
    const aside = `${path.slice(0, name)}.${mark}.${digestOf(Buffer.from(path)).slice(0, 12)}`;
    const found = await this.isEmpty(path);
    if (found.isErr()) return err(found.error);
    if (found.value === true) {
      const moved = await this.files.move(caller, { sessionId, path, to: aside });
      if (moved.isErr()) return moved;
    }
    const isEmpty = await this.isEmpty(aside);
    if (isEmpty.isErr()) return err(isEmpty.error);
    if (isEmpty.value === null) return ok(undefined);
    if (isEmpty.value) return this.files.remove(caller, { sessionId, path: aside });
    return this.files.move(caller, { sessionId, path: aside, to: path });
  }

  /** `null` where it is none. */
  private async isEmpty(path: string): Promise<Result<boolean | null, CodeFileError>> {
    const { caller, sessionId } = this.place;
    const entry = await this.files.stat(caller, { sessionId, path });
    if (entry.isErr()) return isMissing(entry.error) ? ok(null) : err(entry.error);
    if (entry.value.type !== 'directory') return ok(null);
    const entries = await this.files.list(caller, { sessionId, path });
    return entries.map(({ length }) => length === 0);
  }
}

/** Each once. */
export function directoriesAbove(sides: readonly FileSide[]): readonly string[] {
  const all = sides.flatMap(({ path }) => {
    const names = path.split('/').slice(0, -1);
    return names.map((_name, index) => names.slice(0, index + 1).join('/'));
  });
  return [...new Set(all)];
}
