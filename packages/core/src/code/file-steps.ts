import { err, ok, type Caller, type Result, type SessionId } from '../kernel/index.js';
import type { FileEntry } from '../runtime/index.js';
import { digested, isMissing, type CodeFileError, type CodeFiles } from './code-files.js';
import type { FileSide, FileStep } from './plan-records.js';

/** Where files are changed, and as whom. */
export interface StepPlace {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  /** What files that are set aside are named by: the same whenever the same plan is gone on with. */
  readonly mark: string;
}

/** The bytes that a step ends with. */
export type StepBytes = (step: NumberedStep) => Promise<Result<Uint8Array, CodeFileError>>;

/**
 * How far a step is. `half`: on the way, by nobody but us. `foreign`: the files are something that is neither before nor after;
 * nothing was changed.
 */
export type StepState = 'from' | 'half' | 'to' | 'foreign';

/** What is at a path: `other` for a directory, a link, or what else is no plain file. */
type Seen = { readonly type: 'file'; readonly digest: string; readonly tag: string } | 'nothing' | 'other';

/** A step with its number among those of its plan. */
export interface NumberedStep extends FileStep {
  readonly number: number;
  /** Whether it is the other way round than in its plan. */
  readonly isReversed: boolean;
}

type Outcome = Result<StepState, CodeFileError>;

/** A file was written to while it was looked at. */
const AGAIN: ReadonlySet<string> = new Set(['file/changed', 'file/exists']);

/**
 * Brings files from one side of a step to the other, wherever they are on the way. Nothing that somebody else wrote is replaced or
 * removed: an edit expects the content that it was made for, a new file that there is none, and what is moved or removed is first
 * put where nobody writes, and put back when it turns out to be something else.
 */
export class FileSteps {
  constructor(
    private readonly files: CodeFiles,
    private readonly place: StepPlace,
    private readonly bytesOf: StepBytes,
  ) {}

  /** How far the step is. Nothing is changed. */
  async look(step: NumberedStep): Promise<Outcome> {
    const { from, to } = step;
    if (from !== null && to !== null && from.path === to.path) {
      return (await this.see(from.path)).map((seen) => stateOf(seen, from, to));
    }
    if (from !== null && to !== null) return this.lookAtMove(from, to);
    return this.lookAtOne(step);
  }

  /** `to` when it is done, also when it was before; `foreign` where it cannot be done, and then nothing was changed. */
  async advance(step: NumberedStep): Promise<Outcome> {
    const state = await this.look(step);
    if (state.isErr() || state.value === 'to' || state.value === 'foreign') return state;
    const { from, to } = step;
    const done = await (from === null
      ? this.create(step)
      : to === null
        ? this.remove(step, from)
        : from.path === to.path
          ? this.write(step, from, to)
          : this.move(step, from, to));
    return done.isErr() && AGAIN.has(done.error.type) ? ok('foreign') : done;
  }

  private async lookAtMove(from: FileSide, to: FileSide): Promise<Outcome> {
    const [source, target] = [await this.see(from.path), await this.see(to.path)];
    if (source.isErr()) return err(source.error);
    if (target.isErr()) return err(target.error);
    if (target.value === 'nothing') {
      const state = stateOf(source.value, from, to);
      return ok(state === 'to' ? 'half' : state);
    }
    if (source.value !== 'nothing') return ok('foreign');
    const state = stateOf(target.value, to, from);
    return ok(state === 'from' ? 'to' : state === 'to' ? 'half' : 'foreign');
  }

  /** What makes a file or takes one away. */
  private async lookAtOne({ from, to, number }: NumberedStep): Promise<Outcome> {
    const side = from ?? to;
    if (side === null) return ok('to');
    const [seen, aside] = [await this.see(side.path), await this.see(this.asideOf(side.path, number))];
    if (seen.isErr()) return err(seen.error);
    if (aside.isErr()) return err(aside.error);
    const [whenThere, whenGone] = from === null ? (['to', 'from'] as const) : (['from', 'to'] as const);
    if (aside.value === 'nothing' && seen.value === 'nothing') return ok(whenGone);
    // What was set aside, and that somebody else put something in the place of.
    if (aside.value !== 'nothing') return ok(seen.value === 'nothing' ? 'half' : 'foreign');
    return ok(isSide(seen.value, side) ? whenThere : 'foreign');
  }

  private async write(step: NumberedStep, from: FileSide, to: FileSide): Promise<Outcome> {
    const seen = await this.see(from.path);
    if (seen.isErr()) return err(seen.error);
    if (!isSide(seen.value, from)) return ok(isSide(seen.value, to) ? 'to' : 'foreign');
    return this.put(step, to, seen.value.tag);
  }

  private async create(step: NumberedStep): Promise<Outcome> {
    const { to, number } = step;
    if (to === null) return ok('to');
    const aside = this.asideOf(to.path, number);
    const left = await this.see(aside);
    if (left.isErr()) return err(left.error);
    if (left.value !== 'nothing') {
      // It was to be removed, and was set aside.
      const back = await this.rename(aside, to.path);
      return back.map(() => 'to' as const);
    }
    const bytes = await this.bytesOf(step);
    if (bytes.isErr()) return err(bytes.error);
    const { caller, sessionId } = this.place;
    const file = { sessionId, path: to.path, data: bytes.value };
    const written = await this.files.write(caller, file, { exclusive: true, mode: to.mode });
    return written.map(() => 'to' as const);
  }

  private async remove({ number }: NumberedStep, from: FileSide): Promise<Outcome> {
    const aside = this.asideOf(from.path, number);
    const left = await this.see(aside);
    if (left.isErr()) return err(left.error);
    if (left.value === 'nothing') {
      const moved = await this.rename(from.path, aside);
      if (moved.isErr()) return isMissing(moved.error) ? ok('foreign') : err(moved.error);
    }
    const seen = await this.see(aside);
    if (seen.isErr()) return err(seen.error);
    if (!isSide(seen.value, from)) return (await this.rename(aside, from.path)).map(() => 'foreign' as const);
    const { caller, sessionId } = this.place;
    const removed = await this.files.remove(caller, { sessionId, path: aside });
    return removed.isErr() && !isMissing(removed.error) ? err(removed.error) : ok('to');
  }

  private async move(step: NumberedStep, from: FileSide, to: FileSide): Promise<Outcome> {
    const source = await this.see(from.path);
    if (source.isErr()) return err(source.error);
    if (source.value !== 'nothing') {
      const moved = await this.rename(from.path, to.path);
      if (moved.isErr()) return isMissing(moved.error) ? ok('foreign') : err(moved.error);
    }
    const seen = await this.see(to.path);
    if (seen.isErr()) return err(seen.error);
    if (isSide(seen.value, to)) return ok('to');
    const giveBack = async () => (await this.rename(to.path, from.path)).map(() => 'foreign' as const);
    if (!isSide(seen.value, from)) return giveBack();
    const put = await this.put(step, to, seen.value.tag);
    return put.isErr() && put.error.type === 'file/changed' ? giveBack() : put;
  }

  private async put(step: NumberedStep, { path }: FileSide, expectTag: string): Promise<Outcome> {
    const bytes = await this.bytesOf(step);
    if (bytes.isErr()) return err(bytes.error);
    const { caller, sessionId } = this.place;
    const written = await this.files.write(caller, { sessionId, path, data: bytes.value }, { expectTag });
    return written.map(() => 'to' as const);
  }

  private rename(path: string, to: string): Promise<Result<void, CodeFileError>> {
    const { caller, sessionId } = this.place;
    return Promise.resolve(this.files.move(caller, { sessionId, path, to }));
  }

  private async see(path: string): Promise<Result<Seen, CodeFileError>> {
    const entry = await this.stat(path);
    if (entry.isErr()) return err(entry.error);
    if (entry.value === null) return ok('nothing');
    if (entry.value.type !== 'file') return ok('other');
    const { caller, sessionId } = this.place;
    const opened = await this.files.read(caller, { sessionId, path });
    if (opened.isErr()) return isMissing(opened.error) ? ok('nothing') : err(opened.error);
    const digest = await digested(opened.value);
    return digest.map((found) => ({ type: 'file', digest: found, tag: opened.value.entry.tag }));
  }

  private async stat(path: string): Promise<Result<FileEntry | null, CodeFileError>> {
    const { caller, sessionId } = this.place;
    const entry = await this.files.stat(caller, { sessionId, path });
    if (entry.isOk()) return ok(entry.value);
    return isMissing(entry.error) ? ok(null) : err(entry.error);
  }

  /** Where a file is put before it is removed: beside it, under a name that nobody else uses. */
  private asideOf(path: string, number: number): string {
    const directory = path.slice(0, path.lastIndexOf('/') + 1);
    return `${directory}.${this.place.mark}.${number}`;
  }
}

/** The same steps the other way round. */
export function reversed(step: NumberedStep): NumberedStep {
  return { number: step.number, isReversed: !step.isReversed, from: step.to, to: step.from };
}

function stateOf(seen: Seen, from: FileSide, to: FileSide): StepState {
  if (isSide(seen, from)) return 'from';
  return isSide(seen, to) ? 'to' : 'foreign';
}

function isSide(seen: Seen, { digest }: FileSide): seen is Extract<Seen, { readonly type: 'file' }> {
  return typeof seen === 'object' && seen.digest === digest;
}
