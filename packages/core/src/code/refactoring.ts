import type { CodePosition, CodeRange } from './code-place.js';

interface At {
  readonly path: string;
  readonly position: CodePosition;
}

/** What can be done to code. */
export type Refactoring =
  | ({ readonly type: 'rename-symbol'; readonly newName: string } & At)
  /** A file or a directory; what imports it, or is imported by it, follows. */
  | { readonly type: 'move-file'; readonly path: string; readonly to: string }
  | {
      readonly type: 'extract';
      readonly path: string;
      readonly range: CodeRange;
      readonly what: 'function' | 'variable' | 'constant';
      /** @default what the server calls it */
      readonly name?: string | undefined;
    }
  | ({ readonly type: 'inline' } & At)
  /** To another file, which is made where it is missing. */
  | ({ readonly type: 'move-symbol'; readonly to: string } & At)
  | { readonly type: 'organise-imports'; readonly path: string }
  /** Exports that nothing uses, below these directories or files; `roots` are used from outside. */
  | {
      readonly type: 'remove-dead-code';
      readonly language: string;
      readonly paths?: readonly string[] | undefined;
      readonly roots?: readonly string[] | undefined;
    }
  /** New parameters in order, by what they are named now. */
  | ({ readonly type: 'change-signature'; readonly parameters: readonly string[] } & At)
  /** Such as `to-arrow-function`, `to-named-import`, `to-async`: the conversions that a language offers. */
  | ({ readonly type: 'convert'; readonly to: string } & At)
  /** A code action or a quick fix, by the id that a query of type `actions` gave. */
  | { readonly type: 'action'; readonly path: string; readonly range: CodeRange; readonly actionId: string }
  /** What matches a pattern of ast-grep becomes another text, in which its variables stand for what they matched. */
  | {
      readonly type: 'rewrite';
      readonly language: string;
      readonly pattern: string;
      readonly replacement: string;
      readonly paths?: readonly string[] | undefined;
    };

export type RefactoringType = Refactoring['type'];

/** One change of one file. `before` is the SHA-256 of its bytes in hex, as it was when the change was made up. */
export type FileChange =
  | { readonly type: 'edit'; readonly path: string; readonly before: string; readonly bytes: Uint8Array }
  /** Where nothing is. */
  | { readonly type: 'create'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly type: 'remove'; readonly path: string; readonly before: string }
  /** To where nothing is; `bytes` is what it holds then, or `null` where that stays. */
  | {
      readonly type: 'move';
      readonly path: string;
      readonly to: string;
      readonly before: string;
      readonly bytes: Uint8Array | null;
    };

/**
 * What a refactoring would do. Each path is named once, by what it is or by what it becomes. Nothing has been done.
 */
export interface ProposedChange {
  readonly changes: readonly FileChange[];
  /** What it does not know or does not do, in sentences for a person. */
  readonly warnings: readonly string[];
  /**
   * `exact`: the language's own analysis says that nothing else changes its meaning. `likely`: what it cannot see, such as names
   * in strings, may. `low`: text that looks alike was taken for the same.
   */
  readonly confidence: 'exact' | 'likely' | 'low';
}
