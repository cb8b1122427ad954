import { parse, type SgNode } from '@ast-grep/napi';
import { codeRefused, codeUnsupported, type CodeAnswer, type CodeMatch } from '@carrel/core/code';
import { aborted } from '@carrel/core/kernel';
import { err, ok, ResultAsync, type Result } from 'neverthrow';
import { isAtOrBelow } from '../refactor/files-of-session.js';
import type { Failure } from '../refactor/work.js';
import { grammarOf, isStructural } from './grammar.js';

/** The texts that are searched, as somebody has them who edits them. */
export interface SearchedTexts {
  readonly paths: readonly string[];
  textOf(path: string): Promise<string | null>;
}

export interface StructuralSearch {
  readonly language: string;
  readonly pattern: string;
  /** Directories or files. @default every file of the language */
  readonly paths?: readonly string[] | undefined;
}

export interface SearchOptions {
  readonly signal?: AbortSignal | undefined;
  /** @default 1,000 */
  readonly maxMatches?: number | undefined;
}

type Answer = Extract<CodeAnswer, { type: 'search' }>;

const MAX_LINE = 500;

/** Where the pattern matches, by path and place. */
export function search(
  texts: SearchedTexts,
  asked: StructuralSearch,
  { signal, maxMatches = 1_000 }: SearchOptions = {},
): ResultAsync<Answer, Failure> {
  return new ResultAsync(searched(texts, asked, maxMatches, signal));
}

async function searched(
  texts: SearchedTexts,
  asked: StructuralSearch,
  maxMatches: number,
  signal: AbortSignal | undefined,
): Promise<Result<Answer, Failure>> {
  if (!isStructural(asked.language)) return err(codeUnsupported('search', asked.language));
  const matches: CodeMatch[] = [];
  for (const path of pathsOf(texts.paths, asked)) {
    if (signal?.aborted === true) return err(aborted('search'));
    const text = await texts.textOf(path);
    const found = text === null ? ok([]) : findMatches(asked, path, text);
    if (found.isErr()) return err(found.error);
    for (const node of found.value) {
      if (matches.length === maxMatches) return ok({ type: 'search', matches, isTruncated: true });
      matches.push(matchOf(asked.pattern, path, text ?? '', node));
    }
  }
  return ok({ type: 'search', matches, isTruncated: false });
}

/** The files of the language that are asked for. */
export function pathsOf(all: readonly string[], { language, paths }: StructuralSearch): string[] {
  return all
    .filter((path) => grammarOf(language, path) !== undefined)
    .filter((path) => paths === undefined || paths.some((at) => isAtOrBelow(path, at.replace(/\/$/, ''))))
    .sort();
}

export function findMatches(
  { language, pattern }: StructuralSearch,
  path: string,
  text: string,
): Result<SgNode[], Failure> {
  const grammar = grammarOf(language, path);
  if (grammar === undefined) return ok([]);
  try {
    return ok(parse(grammar, text).root().findAll(pattern));
  } catch {
    return err(codeRefused('The pattern is none that ast-grep reads.'));
  }
}

/** The names of the pattern's variables; those that stand for many are `$$$NAME`. */
export function variablesOf(pattern: string): { readonly name: string; readonly isMany: boolean }[] {
  const found = new Map<string, boolean>();
  for (const [, marks = '', name = ''] of pattern.matchAll(/(\$\$\$|\$)([A-Z][A-Z0-9_]*)/g)) {
    found.set(name, marks === '$$$');
  }
  return [...found].map(([name, isMany]) => ({ name, isMany }));
}

/** What the variable stands for in the match; `null` where it stands for nothing. */
export function valueOf(node: SgNode, text: string, name: string, isMany: boolean): string | null {
  if (!isMany) return node.getMatch(name)?.text() ?? null;
  const nodes = node.getMultipleMatches(name);
  const [first, last] = [nodes[0], nodes.at(-1)];
  return first === undefined || last === undefined ? '' : text.slice(first.range().start.index, last.range().end.index);
}

function matchOf(pattern: string, path: string, text: string, node: SgNode): CodeMatch {
  const { start, end } = node.range();
  const line = text.split(/\r\n|\n|\r/, start.line + 1)[start.line] ?? '';
  const variables: Record<string, string> = {};
  for (const { name, isMany } of variablesOf(pattern)) {
    const value = valueOf(node, text, name, isMany);
    if (value !== null) variables[name] = value;
  }
  return {
    path,
    range: {
      start: { line: start.line + 1, column: start.column + 1 },
      end: { line: end.line + 1, column: end.column + 1 },
    },
    text: line.slice(0, MAX_LINE),
    variables,
  };
}
