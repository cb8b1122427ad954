import { err, ok, type Caller, type Result, type SessionId } from '../kernel/index.js';
import { workspacePath } from '../runtime/index.js';
import {
  codeChanged,
  codeLimit,
  codeRefused,
  type CodeChanged,
  type CodeLimit,
  type CodeRefused,
} from './code-errors.js';
import { collected, digestOf, digested, isMissing, letGo, type CodeFileError, type CodeFiles } from './code-files.js';
import type { ResolvedCodeOptions } from './code-options.js';
import type { PlannedFile } from './code-plan.js';
import type { PartBytes } from './plan-bytes.js';
import type { FileStep, PlanBody } from './plan-records.js';
import type { FileChange, ProposedChange, Refactoring } from './refactoring.js';
import { unifiedDiff, type DiffSide } from './unified-diff.js';

export interface PlanMakingDeps {
  readonly files: CodeFiles;
  readonly options: Pick<ResolvedCodeOptions, 'maxPlanFiles' | 'maxPlanBytes' | 'maxDiffBytes'>;
}

/** A plan that is ready to be stored. */
export interface MadePlan {
  readonly body: PlanBody;
  readonly parts: readonly PartBytes[];
}

type Failure = CodeFileError | CodeChanged | CodeLimit | CodeRefused;

interface Before {
  readonly digest: string;
  readonly mode: number;
  /** `null` where they are not kept, since they stay. */
  readonly bytes: Uint8Array | null;
}

/** Up to so many warnings are kept, cut to a length. */
const MAX_WARNINGS = 100;
const MAX_WARNING_LENGTH = 1_000;

/** Makes a plan of what an engine proposes: with the files as they are and as they are to be, and with what is different. */
export class PlanMaking {
  private readonly steps: FileStep[] = [];
  private readonly files: PlannedFile[] = [];
  private readonly parts: PartBytes[] = [];
  private readonly diffs: Uint8Array[] = [];
  private bytes = 0;
  private diffBytes = 0;
  private isDiffTruncated = false;

  constructor(
    private readonly deps: PlanMakingDeps,
    private readonly caller: Caller,
    private readonly sessionId: SessionId,
  ) {}

  /**
   * `code/changed` where a file is another than the engine saw, `code/limit` for more files or bytes than may be, and `code/refused`
   * for what cannot be a plan.
   */
  async make(refactoring: Refactoring, proposed: ProposedChange): Promise<Result<MadePlan, Failure>> {
    const { changes, confidence, warnings } = proposed;
    const { maxPlanFiles } = this.deps.options;
    if (changes.length > maxPlanFiles) return err(codeLimit('files', maxPlanFiles));
    const paths = changes.flatMap((change) => (change.type === 'move' ? [change.path, change.to] : [change.path]));
    const isPlain = paths.every((path) => path !== '' && workspacePath(path).unwrapOr(null) === path);
    if (!isPlain || new Set(paths).size < paths.length) {
      return err(codeRefused('What the engine proposed names a file twice, or one outside of the session.'));
    }
    for (const change of changes) {
      const added = await this.add(change);
      if (added.isErr()) return err(added.error);
    }
    const body: PlanBody = {
      ...{ refactoring, confidence, files: this.files, steps: this.steps, isDiffTruncated: this.isDiffTruncated },
      warnings: warnings.slice(0, MAX_WARNINGS).map((text) => text.slice(0, MAX_WARNING_LENGTH)),
    };
    const parts: PartBytes[] = [
      { part: 'body', bytes: Buffer.from(JSON.stringify(body)) },
      { part: 'diff', bytes: Buffer.concat(this.diffs) },
      ...this.parts,
    ];
    return ok({ body, parts });
  }

  private async add(change: FileChange): Promise<Result<void, Failure>> {
    const isCreated = change.type === 'create';
    const before = isCreated ? await this.nothingAt(change.path) : await this.before(change);
    if (before.isErr()) return err(before.error);
    if (change.type === 'move') {
      const free = await this.nothingAt(change.to);
      if (free.isErr()) return err(free.error);
    }
    const known = before.value;
    const bytes = change.type === 'remove' ? null : change.bytes;
    const digest = change.type === 'remove' ? null : bytes === null ? (known?.digest ?? null) : digestOf(bytes);
    // It is that already.
    if (change.type === 'edit' && digest === known?.digest) return ok(undefined);
    const kept = this.keep({ from: known?.bytes ?? null, to: bytes });
    if (kept.isErr()) return err(kept.error);
    const to = change.type === 'move' ? change.to : change.path;
    const mode = known?.mode ?? NEW_MODE;
    this.steps.push({
      from: known === null ? null : { path: change.path, digest: known.digest, mode },
      to: digest === null ? null : { path: to, digest, mode },
    });
    const counted = this.diff(
      known === null
        ? null
        : { path: change.path, mode, bytes: bytes === null && digest !== null ? null : known.bytes },
      digest === null ? null : { path: to, mode, bytes },
    );
    this.files.push({
      ...{ path: change.path, type: change.type, ...(change.type === 'move' ? { to } : {}) },
      ...{ digestBefore: known?.digest ?? null, digestAfter: digest, ...counted },
    });
    return ok(undefined);
  }

  private async nothingAt(path: string): Promise<Result<null, Failure>> {
    const entry = await this.deps.files.stat(this.caller, { sessionId: this.sessionId, path });
    if (entry.isOk()) return err(codeRefused(`There is something already where a file is to be: ${path}.`));
    return isMissing(entry.error) ? ok(null) : err(entry.error);
  }

  private async before(change: Exclude<FileChange, { readonly type: 'create' }>): Promise<Result<Before, Failure>> {
    const { files, options } = this.deps;
    const place = { sessionId: this.sessionId, path: change.path };
    const entry = await files.stat(this.caller, place);
    if (entry.isErr()) return err(isMissing(entry.error) ? codeChanged() : entry.error);
    if (entry.value.type !== 'file') return err(codeChanged());
    const { mode } = entry.value;
    const opened = await files.read(this.caller, place);
    if (opened.isErr()) return err(isMissing(opened.error) ? codeChanged() : opened.error);
    const stays = change.type === 'move' && change.bytes === null;
    if (!stays && this.bytes + opened.value.entry.size > options.maxPlanBytes) {
      await letGo(opened.value);
      return err(codeLimit('bytes', options.maxPlanBytes));
    }
    const read = stays ? await digested(opened.value) : await collected(opened.value);
    if (read.isErr()) return err(read.error);
    const digest = typeof read.value === 'string' ? read.value : digestOf(read.value);
    if (digest !== change.before) return err(codeChanged());
    return ok({ digest, mode, bytes: typeof read.value === 'string' ? null : read.value });
  }

  private keep(sides: { readonly from: Uint8Array | null; readonly to: Uint8Array | null }): Result<void, CodeLimit> {
    const { maxPlanBytes } = this.deps.options;
    for (const side of ['from', 'to'] as const) {
      const bytes = sides[side];
      if (bytes === null) continue;
      this.bytes += bytes.length;
      this.parts.push({ part: `${this.steps.length}.${side}`, bytes });
    }
    return this.bytes > maxPlanBytes ? err(codeLimit('bytes', maxPlanBytes)) : ok(undefined);
  }

  private diff(before: DiffSide | null, after: DiffSide | null): Pick<PlannedFile, 'additions' | 'deletions'> {
    const { text, additions, deletions } = unifiedDiff(before, after);
    const bytes = Buffer.from(text);
    if (this.diffBytes + bytes.length > this.deps.options.maxDiffBytes) this.isDiffTruncated = true;
    else {
      this.diffBytes += bytes.length;
      this.diffs.push(bytes);
    }
    return { additions, deletions };
  }
}

/** What files are made with. */
const NEW_MODE = 0o644;
