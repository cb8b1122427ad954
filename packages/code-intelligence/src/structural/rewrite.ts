import type { SgNode } from '@ast-grep/napi';
import { codeUnsupported, type Refactoring } from '@carrel/core/code';
import { aborted } from '@carrel/core/kernel';
import { err, ok } from 'neverthrow';
import { spliceText } from '../refactor/text-edits.js';
import type { Work, Working } from '../refactor/work.js';
import { isStructural } from './grammar.js';
import { findMatches, pathsOf, valueOf, variablesOf } from './search.js';

type Rewrite = Extract<Refactoring, { type: 'rewrite' }>;

/** Each match becomes the replacement. Of matches that lie in each other, the outer one does. */
export async function rewrite(
  { draft, files, signal }: Pick<Work, 'draft' | 'files' | 'signal'>,
  asked: Rewrite,
): Working {
  if (!isStructural(asked.language)) return err(codeUnsupported('rewrite', asked.language));
  for (const path of pathsOf(files.paths, asked)) {
    if (signal?.aborted === true) return err(aborted('rewrite'));
    const text = await draft.textOf(path);
    if (text.isErr()) continue;
    const found = findMatches(asked, path, text.value);
    if (found.isErr()) return err(found.error);
    const splices = outermost(found.value).map((node) => ({
      start: node.range().start.index,
      end: node.range().end.index,
      newText: filledIn(asked, node, text.value),
    }));
    const after = spliceText(text.value, splices);
    if (after.isErr()) return err(after.error);
    if (splices.length > 0) draft.setText(path, after.value);
  }
  return ok({ confidence: 'likely', warnings: ['What matches is rewritten by its form, whatever it means there.'] });
}

function outermost(nodes: readonly SgNode[]): SgNode[] {
  let done = -1;
  return [...nodes]
    .sort((a, b) => a.range().start.index - b.range().start.index || b.range().end.index - a.range().end.index)
    .filter((node) => {
      const { start, end } = node.range();
      if (start.index < done) return false;
      done = end.index;
      return true;
    });
}

function filledIn({ pattern, replacement }: Rewrite, node: SgNode, text: string): string {
  const known = new Map(variablesOf(pattern).map(({ name, isMany }) => [name, isMany]));
  return replacement.replace(/\$\$\$([A-Z][A-Z0-9_]*)|\$([A-Z][A-Z0-9_]*)/g, (whole, many?: string, one?: string) => {
    const name = many ?? one ?? '';
    const isMany = known.get(name);
    return isMany === undefined ? whole : (valueOf(node, text, name, isMany) ?? '');
  });
}
