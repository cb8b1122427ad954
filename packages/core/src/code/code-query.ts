import type { CodeLocation, CodePosition, CodeRange } from './code-place.js';

interface At {
  readonly path: string;
  readonly position: CodePosition;
}

/** What can be asked about code. What names no `path` is asked of a whole language, by its id of the catalogue. */
export type CodeQuery =
  | ({ readonly type: 'hover' } & At)
  | ({ readonly type: 'definition' } & At)
  | ({ readonly type: 'references' } & At)
  | ({ readonly type: 'implementations' } & At)
  | ({ readonly type: 'completion' } & At)
  | ({ readonly type: 'signature' } & At)
  | ({ readonly type: 'callers' } & At)
  | ({ readonly type: 'callees' } & At)
  | { readonly type: 'symbols'; readonly path: string }
  | { readonly type: 'find-symbols'; readonly language: string; readonly name: string }
  | { readonly type: 'diagnostics'; readonly path: string }
  | { readonly type: 'tokens'; readonly path: string }
  | { readonly type: 'actions'; readonly path: string; readonly range: CodeRange }
  /** By structure: a pattern of ast-grep, such as `console.log($A)`. `paths` are prefixes of directories or files. */
  | {
      readonly type: 'search';
      readonly language: string;
      readonly pattern: string;
      readonly paths?: readonly string[] | undefined;
    };

export type CodeQueryType = CodeQuery['type'];

/** A name that a file defines. */
export interface CodeSymbol extends CodeLocation {
  readonly name: string;
  /** Such as `function`, `class`, `variable`: the names of the Language Server Protocol in lower case with hyphens. */
  readonly kind: string;
  /** What it is defined in, where it is known. */
  readonly container: string | null;
}

export interface CodeDiagnostic extends CodeLocation {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** The number or name that the language gives it. */
  readonly code: string | null;
  readonly source: string | null;
}

export interface CodeCompletion {
  readonly label: string;
  readonly kind: string | null;
  readonly detail: string | null;
  /** What is put in place of `replaces`. */
  readonly insert: string;
  readonly replaces: CodeRange;
}

/** What a server offers to do; `id` names it in a refactoring of type `action` as long as the file stays as it is. */
export interface CodeAction {
  readonly id: string;
  readonly title: string;
  /** Such as `quickfix` or `refactor.extract.function`. */
  readonly kind: string | null;
  readonly isPreferred: boolean;
}

export interface CodeToken {
  readonly range: CodeRange;
  readonly kind: string;
  readonly modifiers: readonly string[];
}

export interface CodeMatch extends CodeLocation {
  /** What the pattern's variables stand for, without their `$`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What came of a query; `type` is that of the query. Lists are cut at the engine's limit: `isTruncated` then. */
export type CodeAnswer =
  | { readonly type: 'hover'; readonly text: string | null; readonly range: CodeRange | null }
  | {
      readonly type: 'definition' | 'references' | 'implementations';
      readonly locations: readonly CodeLocation[];
      readonly isTruncated: boolean;
    }
  | { readonly type: 'completion'; readonly items: readonly CodeCompletion[]; readonly isTruncated: boolean }
  | {
      readonly type: 'signature';
      readonly signatures: readonly { readonly label: string; readonly documentation: string | null }[];
      readonly active: number | null;
      readonly activeParameter: number | null;
    }
  | {
      readonly type: 'callers' | 'callees' | 'symbols' | 'find-symbols';
      readonly symbols: readonly CodeSymbol[];
      readonly isTruncated: boolean;
    }
  | { readonly type: 'diagnostics'; readonly diagnostics: readonly CodeDiagnostic[]; readonly isTruncated: boolean }
  | { readonly type: 'tokens'; readonly tokens: readonly CodeToken[]; readonly isTruncated: boolean }
  | { readonly type: 'actions'; readonly actions: readonly CodeAction[] }
  | { readonly type: 'search'; readonly matches: readonly CodeMatch[]; readonly isTruncated: boolean };
