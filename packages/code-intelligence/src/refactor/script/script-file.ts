import { parse, type SgNode } from '@ast-grep/napi';
import type { CodePosition } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { grammarOf } from '../../structural/grammar.js';
import { lineStarts, offsetAt } from '../text-edits.js';
import type { Failure, Work } from '../work.js';

/** A part of a text, in UTF-16 units from its beginning. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A part of a file of the session. */
export interface FileSpan extends Span {
  readonly path: string;
}

/** A file of TypeScript or JavaScript, parsed. */
export interface Script {
  readonly path: string;
  readonly text: string;
  readonly root: SgNode;
  readonly starts: readonly number[];
}

export function isScriptPath(path: string): boolean {
  return ['typescript', 'javascript'].some((language) => grammarOf(language, path) !== undefined);
}

/** Whether it is a script that somebody writes here, rather than a dependency. */
export function isOwnScript(path: string): boolean {
  return isScriptPath(path) && !/(^|\/)node_modules\//u.test(path);
}

/** The scripts of a draft as they are before anything is changed in it, each parsed once. */
export class Scripts {
  private readonly known = new Map<string, Script>();

  constructor(private readonly work: Work) {}

  /** Refused where the draft has no such script. */
  async get(path: string): Promise<Result<Script, Failure>> {
    const known = this.known.get(path);
    if (known !== undefined) return ok(known);
    const text = await this.work.draft.textOf(path);
    if (text.isErr()) return err(text.error);
    const script = parseScript(path, text.value);
    this.known.set(path, script);
    return ok(script);
  }
}

function parseScript(path: string, text: string): Script {
  const grammar = grammarOf('typescript', path) ?? grammarOf('javascript', path) ?? 'TypeScript';
  return { path, text, root: parse(grammar, text).root(), starts: lineStarts(text) };
}

/** Whether the grammar could make nothing of a part of it. */
export function isUnclear({ root }: Script): boolean {
  return root.find({ rule: { kind: 'ERROR' } }) !== null;
}

/** Every node of these kinds in it, itself too, in order. A kind that its grammar does not have is nowhere. */
export function nodesOf(node: SgNode, kinds: readonly string[]): SgNode[] {
  const found = new Map<number, SgNode>();
  for (const kind of new Set(kinds)) for (const each of nodesOfKind(node, kind)) found.set(each.id(), each);
  return [...found.values()].sort((a, b) => spanOf(a).start - spanOf(b).start);
}

function nodesOfKind(node: SgNode, kind: string): SgNode[] {
  try {
    return node.findAll({ rule: { kind } });
  } catch {
    return [];
  }
}

export function spanOf(node: SgNode): Span {
  const { start, end } = node.range();
  return { start: start.index, end: end.index };
}

export function isWithin({ start, end }: Span, outer: Span): boolean {
  return start >= outer.start && end <= outer.end;
}

export function offsetOf({ text, starts }: Script, { line, column }: CodePosition): number {
  return offsetAt(text, starts, line - 1, column - 1);
}

/** The smallest node around the offset; of two that meet there, the one that begins. */
export function nodeAt({ root }: Script, offset: number): SgNode {
  let node = root;
  for (;;) {
    const children = node.children().filter((each) => {
      const { start, end } = spanOf(each);
      return start <= offset && offset <= end && end > start;
    });
    const next = children.find((each) => spanOf(each).end > offset) ?? children.at(-1);
    if (next === undefined) return node;
    node = next;
  }
}

/** The name at the offset, or that ends there. */
export function nameAt(script: Script, offset: number): SgNode | null {
  const isName = (node: SgNode) => /identifier/u.test(String(node.kind())) && node.isLeaf();
  const node = nodeAt(script, offset);
  if (isName(node)) return node;
  const before = offset > 0 ? nodeAt(script, offset - 1) : node;
  return isName(before) && spanOf(before).end === offset ? before : null;
}

/** The line, for people. */
export function lineOf({ starts }: Script, offset: number): number {
  let line = starts.length;
  while (line > 1 && (starts[line - 1] ?? 0) > offset) line--;
  return line;
}

export function placeOf(script: Script, offset: number): string {
  return `${script.path}:${lineOf(script, offset)}`;
}
