import { err, hasScope, ok, timeLimit, type Caller, type Clock, type Result, type SessionId } from '../kernel/index.js';
import type { CodeCommands } from './code-commands.js';
import { collected, digestOf, letGo, type CodeFileError, type CodeFiles } from './code-files.js';
import type { ResolvedCodeOptions } from './code-options.js';
import { FormatterSearch, type FormatterCall } from './formatter-search.js';
import type { FileChange, ProposedChange } from './refactoring.js';

export interface PlanFormattingDeps {
  readonly commands: CodeCommands;
  readonly files: CodeFiles;
  readonly clock: Clock;
  readonly options: Pick<ResolvedCodeOptions, 'formatTimeoutMs' | 'maxFileBytes' | 'maxFormattedFiles'>;
}

interface Formattable {
  readonly change: Extract<FileChange, { readonly bytes: Uint8Array | null }>;
  readonly bytes: Uint8Array;
  readonly call: FormatterCall;
}

interface Session {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  readonly signal: AbortSignal;
}

/** Why a file was not formatted, and whether the others would not be for the same reason. */
interface Trouble {
  readonly why: string;
  readonly isOver: boolean;
}

/** The file as it is formatted; `null` for one that is left as it is, since it was not formatted before. */
type Formatted = Result<Uint8Array | null, Trouble>;

/** How much is said of why a formatter failed. */
const MAX_REASON = 200;

/**
 * Formats what a refactoring would write, by the formatter that the project is set up for: a program of its workspace, run as the
 * one who asks. A file that was not formatted before is left as it is, so that a plan shows what it is about.
 */
export class PlanFormatting {
  constructor(private readonly deps: PlanFormattingDeps) {}

  /** What is not formatted, and why, is among the warnings. The errors of reading files. */
  async format(
    caller: Caller,
    sessionId: SessionId,
    { proposed, signal }: { readonly proposed: ProposedChange; readonly signal?: AbortSignal | undefined },
  ): Promise<Result<ProposedChange, CodeFileError>> {
    const { clock, options } = this.deps;
    if (options.maxFormattedFiles === 0) return ok(proposed);
    const found = await this.formattable(caller, sessionId, proposed.changes);
    if (found.isErr()) return err(found.error);
    const first = found.value[0];
    if (first === undefined) return ok(proposed);
    const refusal = this.refusal(caller, found.value.length);
    if (refusal !== null) return ok(withWarnings(proposed, [`Not formatted by ${first.call.name}: ${refusal}`]));
    const limit = timeLimit(clock, options.formatTimeoutMs, signal);
    try {
      return ok(await this.formatted(proposed, found.value, { caller, sessionId, signal: limit.signal }));
    } finally {
      limit.cancel();
    }
  }

  private refusal(caller: Caller, count: number): string | null {
    const { maxFormattedFiles } = this.deps.options;
    if (!hasScope(caller, 'commands:write')) return 'the token has no right to run commands.';
    return count > maxFormattedFiles ? `more than ${maxFormattedFiles} files change.` : null;
  }

  private async formattable(
    caller: Caller,
    sessionId: SessionId,
    changes: readonly FileChange[],
  ): Promise<Result<readonly Formattable[], CodeFileError>> {
    const search = new FormatterSearch(this.deps.files, caller, sessionId);
    const found: Formattable[] = [];
    for (const change of changes) {
      if (change.type === 'remove' || change.bytes === null) continue;
      const call = await search.callFor(targetOf(change));
      if (call.isErr()) return err(call.error);
      if (call.value !== null) found.push({ change, bytes: change.bytes, call: call.value });
    }
    return ok(found);
  }

  private async formatted(
    proposed: ProposedChange,
    files: readonly Formattable[],
    session: Session,
  ): Promise<ProposedChange> {
    const texts = new Map<FileChange, Uint8Array>();
    const unformatted: string[] = [];
    const warnings: string[] = [];
    for (const file of files) {
      const done = await this.formatOne(file, session);
      if (done.isErr()) {
        const { isOver, why } = done.error;
        warnings.push(`Not formatted by ${file.call.name}, ${targetOf(file.change)}${isOver ? ' and on' : ''}: ${why}`);
        if (isOver) break;
      } else if (done.value === null) unformatted.push(targetOf(file.change));
      else texts.set(file.change, done.value);
    }
    if (unformatted.length > 0) {
      warnings.push(`Not formatted, for these files were not before: ${unformatted.join(', ')}.`);
    }
    const changes = proposed.changes.map((change) => {
      const bytes = texts.get(change);
      return bytes === undefined ? change : { ...change, bytes };
    });
    return withWarnings({ ...proposed, changes }, warnings);
  }

  private async formatOne({ bytes, call, change }: Formattable, session: Session): Promise<Formatted> {
    if (change.type !== 'create') {
      const before = await this.before(change, session);
      if (before.isErr()) return err(before.error);
      const same = await this.run(before.value, call, session);
      if (same.isErr()) return err(same.error);
      if (!same.value.equals(before.value)) return ok(null);
    }
    return this.run(bytes, call, session);
  }

  private async before(
    { before, path }: Exclude<Formattable['change'], { readonly type: 'create' }>,
    { caller, sessionId, signal }: Session,
  ): Promise<Result<Uint8Array, Trouble>> {
    const opened = await this.deps.files.read(caller, { sessionId, path }, { signal });
    if (opened.isErr()) return err({ why: opened.error.message, isOver: false });
    if (opened.value.entry.size > this.deps.options.maxFileBytes) {
      await letGo(opened.value);
      return err({ why: 'the file is too large.', isOver: false });
    }
    const bytes = await collected(opened.value);
    if (bytes.isErr()) return err({ why: bytes.error.message, isOver: false });
    return digestOf(bytes.value) === before
      ? ok(bytes.value)
      : err({ why: 'the file changed meanwhile.', isOver: false });
  }

  private async run(
    stdin: Uint8Array,
    { argv, cwd }: FormatterCall,
    { caller, sessionId, signal }: Session,
  ): Promise<Result<Buffer, Trouble>> {
    const { commands, options } = this.deps;
    const request = { argv, cwd, stdin, timeoutMs: options.formatTimeoutMs };
    const ran = await commands.run(caller, sessionId, { request, signal });
    if (ran.isErr()) return err({ why: signal.aborted ? 'it took too long.' : ran.error.message, isOver: true });
    const { exitCode, stderr, stdout, truncated } = ran.value;
    if (exitCode === 0 && !truncated && (stdout !== '' || stdin.length === 0)) return ok(Buffer.from(stdout));
    const said = stderr.trim().split('\n', 1)[0]?.slice(0, MAX_REASON) ?? '';
    const ended = exitCode === 0 ? 'it wrote nothing.' : `it ended with exit code ${exitCode ?? 'none'}.`;
    return err({ why: said === '' ? ended : said, isOver: false });
  }
}

function targetOf(change: Formattable['change']): string {
  return change.type === 'move' ? change.to : change.path;
}

function withWarnings(proposed: ProposedChange, warnings: readonly string[]): ProposedChange {
  return { ...proposed, warnings: [...proposed.warnings, ...warnings] };
}
