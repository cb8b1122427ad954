import { err, ok, type Caller, type CarrelError, type Result, type ResultAsync } from '../kernel/index.js';
import type { WriteError } from '../store/index.js';
import { because, isCertain, toTrouble, BoundFileAccess, type FileSeen, type FileTrouble } from './bound-file.js';
import type { BridgeFiles } from './bridge-files.js';
import type { DocumentAccess } from './document-access.js';
import type { DocumentFileReason } from './document-file.js';
import type { DocumentFileLog } from './document-file-log.js';
import { callerOf, type BoundFile, type FileMark } from './document-file-records.js';
import { store } from './document-sync.js';
import type { DocumentVersionLog } from './document-version-log.js';
import { decodeFile, digestOf, encodeFile, type TextFormat } from './file-text.js';
import type { LiveDocument } from './live-document.js';
import type { Yjs } from './load-yjs.js';
import { sizeOfEdits, textEdits, type TextEdit } from './text-edits.js';
import { editState, TextReplica, textOfState } from './text-replica.js';

export interface FilePassDeps {
  readonly files: BridgeFiles;
  readonly fileLog: DocumentFileLog;
  readonly access: DocumentAccess;
  readonly versionLog: Pick<DocumentVersionLog, 'keep'>;
  /** Whether somebody is still who they were when they bound the document. */
  readonly mayWork: (caller: Caller) => ResultAsync<boolean, CarrelError>;
  readonly maxFileBytes: number;
}

/**
 * What became of one pass:
 * - `same`: the document and the file say the same, up to `clock`;
 * - `again`: somebody changed one of them meanwhile;
 * - `paused`, `ended`: the binding says why;
 * - `gone`: the document is not bound, or bound anew;
 * - `failed`: something may be over later.
 */
export type PassOutcome =
  | { readonly type: 'same'; readonly clock: number }
  | { readonly type: 'again' | 'paused' | 'ended' | 'gone' }
  | { readonly type: 'failed'; readonly error: CarrelError };

type Trouble = FileTrouble | { readonly type: 'gone' } | { readonly type: 'store'; readonly error: CarrelError };
type Step<T> = Promise<Result<T, Trouble>>;

/** The state of a document goes into one transaction with the binding. */
const MAX_STATE_BYTES = 4 * 1024 * 1024;

/**
 * Makes a document and its file say the same. What was done to the file since both had the same content becomes an edit of the
 * document as it was then, which Yjs merges with what was done to the document since; then the file is written.
 *
 * Either is written down with its outcome before it is done. Whoever comes after a crash finds that, and goes on: an edit that is
 * in the document already is not taken twice, and a file that has the content that it was to have was written.
 */
export class FilePass {
  private readonly file: BoundFileAccess;
  private readonly present: TextReplica;
  private sawEmpty = false;

  constructor(
    private readonly deps: FilePassDeps,
    private readonly yjs: Yjs,
    private readonly live: LiveDocument,
    private bound: BoundFile,
  ) {
    const { files, maxFileBytes: maxBytes } = deps;
    this.file = new BoundFileAccess({ files, maxBytes }, callerOf(bound), bound);
    this.present = new TextReplica(yjs, bound.text);
  }

  /** The binding as it was last seen. */
  get binding(): BoundFile {
    return this.bound;
  }

  destroy(): void {
    this.present.destroy();
  }

  /** `missing` says why there would be no file. */
  async run(missing: DocumentFileReason = 'file-missing', signal?: AbortSignal): Promise<PassOutcome> {
    const done = await this.steps(signal);
    const noted = done.isOk() ? await this.note(null) : await this.settleTrouble(done.error, missing);
    if (noted.isErr()) return this.outcomeOf(noted.error);
    return done.isOk() ? { type: 'same', clock: done.value } : this.outcomeOf(done.error);
  }

  private async steps(signal: AbortSignal | undefined): Step<number> {
    const known = await this.refresh();
    if (known.isErr()) return err(known.error);
    const allowed = await this.checkAccess();
    if (allowed.isErr()) return err(allowed.error);
    const finished = await this.finishMerge();
    if (finished.isErr()) return err(finished.error);
    const seen = await this.file.read(signal);
    if (seen.isErr()) return err(seen.error);
    if (this.isBeingWritten(seen.value)) return err({ type: 'changed' });
    const settled = await this.settleWrite(seen.value);
    if (settled.isErr()) return err(settled.error);
    const merged = await this.mergeFile(seen.value);
    if (merged.isErr()) return err(merged.error);
    return this.writeFile(seen.value, signal);
  }

  /** The binding is as it is stored, and the document has come as far as both had it. */
  private async refresh(): Step<void> {
    const found = await this.deps.fileLog.get(this.live.key);
    if (found.isErr()) return err({ type: 'store', error: found.error });
    const isSame = found.value?.bindingId === this.bound.bindingId && found.value.status !== 'ended';
    if (!isSame) return err({ type: 'gone' });
    this.bound = found.value;
    const reached = await this.live.reached(this.bound.base.clock);
    if (reached.isErr()) return err({ type: 'store', error: reached.error });
    // It is another document of this name; the binding goes with the one that was.
    return this.live.isOver || this.live.clock < this.bound.base.clock ? err({ type: 'gone' }) : ok(undefined);
  }

  /** Many programs empty a file before they write it, so one that is found empty is looked at twice. */
  private isBeingWritten({ bytes, digest }: FileSeen): boolean {
    const isFirst = bytes.length === 0 && digest !== this.bound.base.digest && !this.sawEmpty;
    this.sawEmpty = bytes.length === 0;
    return isFirst;
  }

  private async checkAccess(): Step<void> {
    const caller = callerOf(this.bound);
    const standing = await this.deps.mayWork(caller);
    if (standing.isErr()) return err({ type: 'store', error: standing.error });
    if (!standing.value) return err(because('access-lost'));
    const allowed = await this.deps.access.check(caller, this.bound.sessionId, 'documents.write');
    return allowed.isErr() ? err(toTrouble(allowed.error)) : ok(undefined);
  }

  /** An edit of the document that was begun is in it. */
  private async finishMerge(): Step<void> {
    const { intent } = this.bound;
    if (intent?.kind !== 'merge') return ok(undefined);
    const state = await this.stateOf(intent.mark);
    if (state.isErr()) return err(state.error);
    const lacking = this.yjs.diffUpdate(state.value, this.live.content.encodeVector());
    const submitted = await this.submit(lacking);
    return submitted.isErr() ? err(submitted.error) : this.change({ base: intent.mark, intent: null });
  }

  /** It is known whether a write that was begun was done. */
  private async settleWrite(seen: FileSeen): Step<void> {
    const { base, intent } = this.bound;
    if (intent === null) return ok(undefined);
    if (seen.digest === intent.mark.digest) return this.change({ base: intent.mark, intent: null });
    if (seen.digest === base.digest) return this.change({ intent: null });
    return this.settleUnknown(seen, intent.mark);
  }

  /**
   * Somebody wrote to the file and it is not known whether before or after it was to be written. It is taken for what was made of
   * the content that it is nearer to; what the document says by now is kept as a version.
   */
  private async settleUnknown(seen: FileSeen, mark: FileMark): Step<void> {
    const toBase = await this.editsFrom(this.bound.base, seen);
    if (toBase.isErr()) return err(toBase.error);
    const toMark = await this.editsFrom(mark, seen);
    if (toMark.isErr()) return err(toMark.error);
    const kept = await this.keepVersion();
    if (kept.isErr()) return err(kept.error);
    const isWritten = sizeOfEdits(toMark.value.edits) < sizeOfEdits(toBase.value.edits);
    return this.change(isWritten ? { base: mark, intent: null } : { intent: null });
  }

  private async keepVersion(): Step<void> {
    const { head, clock } = this.live;
    if (head === null) return ok(undefined);
    const text = this.present.read(this.live);
    if (text.isErr()) return err(because('document-not-text'));
    const version = { document: head, clock, state: this.present.encode(), label: VERSION_LABEL };
    const kept = await this.deps.versionLog.keep(version);
    return kept.isErr() ? err({ type: 'store', error: kept.error }) : ok(undefined);
  }

  /** What was done to the file is done to the document. */
  private async mergeFile(seen: FileSeen): Step<void> {
    const { base } = this.bound;
    if (seen.digest === base.digest) return ok(undefined);
    const found = await this.editsFrom(base, seen);
    if (found.isErr()) return err(found.error);
    const { edits, format, state } = found.value;
    // It says the same in another way.
    if (edits.length === 0) return this.change({ base: { ...base, ...format, digest: seen.digest } });
    const edited = editState(this.yjs, this.bound.text, { state, edits });
    if (edited.isErr()) return err(because('document-not-text'));
    const mark: FileMark = { ...base, ...format, digest: seen.digest, slot: otherSlot(base) };
    const begun = await this.begin('merge', mark, edited.value.state);
    if (begun.isErr()) return err(begun.error);
    const submitted = await this.submit(edited.value.update);
    return submitted.isErr() ? err(submitted.error) : this.change({ base: mark, intent: null });
  }

  /** What was done to the document is done to the file; the clock up to which the file has it. */
  private async writeFile(seen: FileSeen, signal: AbortSignal | undefined): Step<number> {
    const { base } = this.bound;
    const text = this.present.read(this.live);
    if (text.isErr()) return err(because('document-not-text'));
    const { clock } = this.present;
    const bytes = encodeFile(text.value, base);
    const digest = digestOf(bytes);
    if (digest === base.digest) {
      const noted = clock === base.clock ? ok(undefined) : await this.change({ base: { ...base, clock } });
      return noted.isErr() ? err(noted.error) : ok(clock);
    }
    if (bytes.length > this.deps.maxFileBytes) return err(because('file-too-large'));
    const mark: FileMark = { ...base, digest, clock, slot: otherSlot(base) };
    const begun = await this.begin('write', mark, this.present.encode());
    if (begun.isErr()) return err(begun.error);
    const written = await this.file.write(bytes, seen, signal);
    const changed = await this.finishWrite(written, mark);
    return changed.isErr() ? err(changed.error) : ok(clock);
  }

  private async finishWrite(written: Result<FileSeen, FileTrouble>, mark: FileMark): Step<void> {
    if (written.isOk()) return this.change({ base: mark, intent: null });
    if (isCertain(written.error)) {
      const changed = await this.change({ intent: null });
      if (changed.isErr()) return changed;
    }
    return err(written.error);
  }

  /** How the file is made of a content that both had. */
  private async editsFrom(
    mark: FileMark,
    seen: FileSeen,
  ): Step<{ readonly edits: readonly TextEdit[]; readonly format: TextFormat; readonly state: Uint8Array }> {
    const decoded = decodeFile(seen.bytes, mark);
    if (decoded.isErr()) return err(because('file-not-text'));
    const state = await this.stateOf(mark);
    if (state.isErr()) return err(state.error);
    const text = textOfState(this.yjs, this.bound.text, state.value);
    if (text.isErr()) return err(because('document-not-text'));
    const { format } = decoded.value;
    return ok({ edits: textEdits(text.value, decoded.value.text), format, state: state.value });
  }

  private async stateOf(mark: FileMark): Step<Uint8Array> {
    const state = await this.deps.fileLog.state(this.bound, mark);
    return state.isErr() ? err({ type: 'store', error: state.error }) : ok(state.value);
  }

  private async begin(kind: 'merge' | 'write', mark: FileMark, state: Uint8Array): Step<void> {
    if (state.length > MAX_STATE_BYTES) return err(because('document-too-large'));
    const changed = await this.deps.fileLog.change(this.bound, { intent: { kind, mark } }, { mark, state });
    return this.taken(changed);
  }

  private async change(changes: Parameters<DocumentFileLog['change']>[1]): Step<void> {
    return this.taken(await this.deps.fileLog.change(this.bound, changes));
  }

  private taken(changed: Result<BoundFile, WriteError>): Result<void, Trouble> {
    if (changed.isErr()) {
      const isOther = changed.error.type === 'record/conflict';
      return err(isOther ? { type: 'changed' } : { type: 'store', error: changed.error });
    }
    this.bound = changed.value;
    return ok(undefined);
  }

  /** Stored when ok. */
  private async submit(update: Uint8Array): Step<void> {
    const stored = await store(this.live, [update], { maxUpdateBytes: MAX_STATE_BYTES });
    if (stored.isOk()) return ok(undefined);
    return err(
      stored.error.type === 'document/too-large'
        ? because('document-too-large')
        : { type: 'store', error: stored.error },
    );
  }

  private async settleTrouble(trouble: Trouble, missing: DocumentFileReason): Step<void> {
    if (trouble.type !== 'reason') return ok(undefined);
    return this.note(trouble.reason === 'file-missing' ? missing : trouble.reason);
  }

  /** The binding says how it does. */
  private async note(reason: DocumentFileReason | null): Step<void> {
    const status = reason === null ? 'bound' : reason === 'access-lost' ? 'ended' : 'paused';
    if (this.bound.status === status && this.bound.reason === reason) return ok(undefined);
    return this.change({ status, reason });
  }

  private outcomeOf(trouble: Trouble): PassOutcome {
    switch (trouble.type) {
      case 'reason':
        return { type: trouble.reason === 'access-lost' ? 'ended' : 'paused' };
      case 'changed':
        return { type: 'again' };
      case 'gone':
        return { type: 'gone' };
      case 'failed':
      case 'store':
        return { type: 'failed', error: trouble.error };
    }
  }
}

const VERSION_LABEL = 'Before the file was merged';

function otherSlot({ slot }: FileMark): 0 | 1 {
  return slot === 0 ? 1 : 0;
}
