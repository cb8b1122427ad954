import type { CodeEngine, CodePosition, CodeSource, SourceEntry } from '@carrel/core/code';
import { errAsync, okAsync } from '@carrel/core/kernel';
import { aborted } from '@carrel/core/kernel';
import type { CasesOptions, CaseSubject } from '../cases.js';

/** An engine to be proven. */
export interface CodeEngineSubject extends CaseSubject {
  readonly engine: CodeEngine;
}

/** A file of the project that the kit asks about, in a language of the engine. */
export interface SampleFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A project of two files in a language of the engine. `definer` defines `word` and `user` uses it; neither has an error. No name in
 * it is `renamed`.
 *
 * @example
 * { definer: { path: 'a.ts', text: 'export const total = 1;\n' },
 *   user: { path: 'b.ts', text: "import { total } from './a';\nconsole.log(total);\n" }, word: 'total' }
 */
export interface SampleProject {
  readonly definer: SampleFile;
  readonly user: SampleFile;
  readonly word: string;
  /** A file with which something is wrong that the engine finds, or why it finds nothing. */
  readonly broken: SampleFile | { readonly lacks: string };
}

export interface CodeEngineKitOptions extends CasesOptions<CodeEngineSubject> {
  readonly project: SampleProject;
}

/** Files in memory, as those of a session. */
export class SampleSource implements CodeSource {
  /** How often the engine looked. */
  looks = 0;
  private readonly files: Map<string, Uint8Array>;
  private revision = 0;

  constructor(
    readonly key: string,
    files: readonly SampleFile[],
  ) {
    this.files = new Map(files.map(({ path, text }) => [path, Buffer.from(text)]));
  }

  set(path: string, text: string): void {
    this.revision += 1;
    this.files.set(path, Buffer.from(text));
  }

  bytes(path: string): Uint8Array | undefined {
    return this.files.get(path);
  }

  /** Everything, to see that nothing changes. */
  snapshot(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]));
  }

  list({ signal }: { readonly signal?: AbortSignal } = {}) {
    this.looks += 1;
    if (signal?.aborted === true) return errAsync(aborted('listing'));
    return okAsync(
      [...this.files].map(([path, { length }]): SourceEntry => ({ path, size: length, tag: this.tagOf(path) })),
    );
  }

  read(path: string, { signal }: { readonly signal?: AbortSignal } = {}) {
    this.looks += 1;
    if (signal?.aborted === true) return errAsync(aborted('reading'));
    const bytes = this.files.get(path);
    // A copy: what an engine does to it changes nothing here.
    return okAsync(bytes === undefined ? null : { bytes: bytes.slice(), tag: this.tagOf(path) });
  }

  private tagOf(path: string): string {
    return `${path}:${this.revision}`;
  }
}

/** Where a word is in a text, the first time or the last. */
export function positionOf(text: string, word: string, which: 'first' | 'last' = 'first'): CodePosition {
  const at = which === 'first' ? text.indexOf(word) : text.lastIndexOf(word);
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
