import { parser } from '@lezer/python';
import type { SyntaxNode, Tree } from '@lezer/common';

export type { SyntaxNode } from '@lezer/common';

/** A source of Python with its syntax tree. What cannot be understood is in the tree as an error, and all else is as it would be. */
export class PythonText {
  readonly tree: Tree;

  constructor(readonly text: string) {
    this.tree = parser.parse(text);
  }

  get root(): SyntaxNode {
    return this.tree.topNode;
  }

  of({ from, to }: Pick<SyntaxNode, 'from' | 'to'>): string {
    return this.text.slice(from, to);
  }

  /** Whether there is anything in a part of it that is no Python. */
  hasErrors(from = 0, to = this.text.length): boolean {
    let found = false;
    this.tree.iterate({
      ...{ from, to },
      enter: ({ type }) => {
        if (type.isError) found = true;
        return !found;
      },
    });
    return found;
  }

  /** Every node of these names, in order. */
  all(...names: readonly string[]): readonly SyntaxNode[] {
    return nodesBelow(this.root, (node) => names.includes(node.name));
  }

  lineOf(offset: number): number {
    return this.text.slice(0, offset).split('\n').length;
  }

  /** What is before `offset` in its line. */
  before(offset: number): string {
    return this.text.slice(this.text.lastIndexOf('\n', offset - 1) + 1, offset);
  }

  get lineEnd(): string {
    return this.text.includes('\r\n') ? '\r\n' : '\n';
  }
}

/** The node and what is below it, in the order of the text, where `wanted`. */
export function nodesBelow(node: SyntaxNode, wanted: (node: SyntaxNode) => boolean): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate((each) => {
    if (each.from >= node.from && each.to <= node.to && wanted(each.node)) found.push(each.node);
  });
  return found;
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** The nearest node above it of one of these names. */
export function above(node: SyntaxNode, ...names: readonly string[]): SyntaxNode | null {
  for (let parent = node.parent; parent !== null; parent = parent.parent)
    if (names.includes(parent.name)) return parent;
  return null;
}

export function isIdentifier(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !KEYWORDS.has(name);
}

const KEYWORDS = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);
