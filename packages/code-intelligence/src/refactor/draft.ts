import { createHash } from 'node:crypto';
import { codeChanged, codeRefused, type CodeEngineError, type FileChange } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { LanguageServer } from '../language-server.js';
import { checkLimits, isAtOrBelow, type FilesOfSession, type RefactoringLimits } from './files-of-session.js';
import { applyTextEdits, type TextEdit } from './text-edits.js';

/** A file as it becomes: where it was, or `null` where it is new, and its text where that is another one. */
interface DraftFile {
  readonly origin: string | null;
  readonly text: string | null;
}

type Done = Result<void, CodeEngineError>;

/** The tree of a session as a refactoring would leave it; nothing of it is done. */
export class Draft {
  readonly #files = new Map<string, DraftFile>();
  readonly #gone = new Set<string>();
  readonly #known: ReadonlySet<string>;

  constructor(
    private readonly server: Pick<LanguageServer, 'textOf'>,
    private readonly session: FilesOfSession,
    private readonly limits: RefactoringLimits = {},
  ) {
    this.#known = new Set(session.paths);
  }

  has(path: string): boolean {
    return this.#files.has(path) || (this.#known.has(path) && !this.#gone.has(path));
  }

  /** Every path that is at `path` or below it. */
  below(path: string): string[] {
    const all = new Set([...this.#known, ...this.#files.keys()]);
    return [...all].filter((each) => isAtOrBelow(each, path) && this.has(each));
  }

  /** The text as it becomes. */
  async textOf(path: string): Promise<Result<string, CodeEngineError>> {
    if (!this.has(path)) return err(codeRefused(`It would change "${path}", which is no file of the session.`));
    const file = this.#files.get(path);
    const text = file?.text ?? (await this.server.textOf(file?.origin ?? path));
    return text === null ? err(codeRefused(`"${path}" is no text that can be edited.`)) : ok(text);
  }

  async edit(path: string, edits: readonly TextEdit[]): Promise<Done> {
    if (edits.length === 0) return ok(undefined);
    const text = await this.textOf(path);
    return text.andThen((before) => applyTextEdits(before, edits)).map((after) => this.setText(path, after));
  }

  setText(path: string, text: string): void {
    const origin = this.#files.get(path)?.origin;
    this.#files.set(path, { origin: origin === undefined ? (this.has(path) ? path : null) : origin, text });
  }

  create(path: string, text = ''): Done {
    if (this.has(path)) return err(codeRefused(`"${path}" is there already.`));
    this.#files.set(path, { origin: this.#gone.delete(path) ? path : null, text });
    return ok(undefined);
  }

  /** A file or a directory, to where nothing is. */
  move(from: string, to: string): Done {
    const moved = this.below(from);
    if (moved.length === 0) return err(codeRefused(`There is no file "${from}".`));
    if (isAtOrBelow(to, from)) return err(codeRefused(`"${from}" cannot be moved to "${to}".`));
    if (this.below(to).length > 0 || this.#isBelowFile(to)) return err(codeRefused(`"${to}" is there already.`));
    for (const path of moved) {
      const file = this.#files.get(path) ?? { origin: path, text: null };
      this.#forget(path);
      this.#files.set(`${to}${path.slice(from.length)}`, file);
    }
    return ok(undefined);
  }

  remove(path: string): Done {
    const removed = this.below(path);
    if (removed.length === 0) return err(codeRefused(`There is no file "${path}".`));
    for (const each of removed) this.#forget(each);
    return ok(undefined);
  }

  /** What has to be done, each path named once. A file whose bytes stay as they are where it stays is left out. */
  async changes(): Promise<Result<FileChange[], CodeEngineError>> {
    const changes: FileChange[] = [];
    const kept = new Set<string>();
    let size = 0;
    for (const [path, file] of this.#files) {
      if (file.origin !== null) kept.add(file.origin);
      const change = await this.#changeOf(path, file);
      if (change.isErr()) return err(change.error);
      if (change.value === null) continue;
      changes.push(change.value);
      size += 'bytes' in change.value ? (change.value.bytes?.length ?? 0) : 0;
      const limit = checkLimits(changes.length, size, this.limits);
      if (limit.isErr()) return err(limit.error);
    }
    for (const path of this.#gone) {
      if (kept.has(path)) continue;
      const bytes = await this.session.bytesOf(path);
      if (bytes === null) return err(codeChanged());
      changes.push({ type: 'remove', path, before: digestOf(bytes) });
    }
    return checkLimits(changes.length, size, this.limits).map(() =>
      changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    );
  }

  async #changeOf(path: string, { origin, text }: DraftFile): Promise<Result<FileChange | null, CodeEngineError>> {
    if (origin === null) return ok({ type: 'create', path, bytes: Buffer.from(text ?? '') });
    const old = await this.session.bytesOf(origin);
    if (old === null) return err(codeChanged());
    const bytes = text === null ? null : bytesLike(old, text);
    const isSame = bytes === null || Buffer.compare(bytes, old) === 0;
    const before = digestOf(old);
    if (origin !== path) return ok({ type: 'move', path: origin, to: path, before, bytes: isSame ? null : bytes });
    return ok(isSame ? null : { type: 'edit', path, before, bytes });
  }

  #forget(path: string): void {
    this.#files.delete(path);
    if (this.#known.has(path)) this.#gone.add(path);
  }

  #isBelowFile(path: string): boolean {
    const parts = path.split('/');
    return parts.some((_, index) => index > 0 && this.has(parts.slice(0, index).join('/')));
  }
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const MARK = '\uFEFF';

/** The text in UTF-8, with a byte order mark where the old bytes have one. */
function bytesLike(old: Uint8Array, text: string): Uint8Array {
  const isMarked = old[0] === 0xef && old[1] === 0xbb && old[2] === 0xbf;
  const plain = text.startsWith(MARK) ? text.slice(1) : text;
  return Buffer.from(isMarked ? MARK + plain : plain);
}
