import type { Span } from './script-file.js';

/** A part of a text that becomes others in a row: new ones, and old ones, in which replacements are done too. */
export interface Replacement extends Span {
  readonly pieces: readonly (string | Span)[];
}

/** The text with all replacements done; one may lie in an old part of another. */
export function withReplacements(text: string, replacements: readonly Replacement[]): string {
  const sorted = [...replacements].sort((a, b) => a.start - b.start || b.end - a.end);
  return rendered(text, sorted, { start: 0, end: text.length });
}

function rendered(text: string, sorted: readonly Replacement[], { start, end }: Span): string {
  const parts: string[] = [];
  let done = start;
  for (const each of sorted) {
    if (each.start < done || each.end > end) continue;
    const inner = sorted.filter((other) => other !== each && other.start >= each.start && other.end <= each.end);
    parts.push(text.slice(done, each.start));
    for (const piece of each.pieces) parts.push(typeof piece === 'string' ? piece : rendered(text, inner, piece));
    done = each.end;
  }
  return parts.join('') + text.slice(done, end);
}
