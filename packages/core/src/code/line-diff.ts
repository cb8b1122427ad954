import diff from 'fast-diff';
import { lineAnchors } from '../kernel/index.js';

/** Lines of one text that lines of another take the place of; up to and without the ends. */
export interface LineChange {
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
}

/** What comparing a part costs at most, in steps. */
const MOST_WORK = 30_000_000;
/** Signs that stand for lines: those before the surrogates. */
const MOST_SIGNS = 0xd7ff;

/** The changes that make one list of lines the other, in order. What is too much to compare is replaced as a whole. */
export function diffLines(from: readonly string[], to: readonly string[]): readonly LineChange[] {
  const whole = narrowed(from, to, { from: 0, fromEnd: from.length, to: 0, toEnd: to.length });
  const [left, right] = [from.slice(whole.from, whole.fromEnd), to.slice(whole.to, whole.toEnd)];
  const budget = { left: MOST_WORK };
  const changes: LineChange[] = [];
  let last = { from: whole.from, to: whole.to };
  for (const [index, other] of [...lineAnchors(left, right), [left.length, right.length] as const]) {
    const [fromEnd, toEnd] = [whole.from + index, whole.to + other];
    const gap = narrowed(from, to, { ...last, fromEnd, toEnd });
    if (gap.from < gap.fromEnd || gap.to < gap.toEnd) changes.push(...withinGap(from, to, { gap, budget }));
    last = { from: fromEnd + 1, to: toEnd + 1 };
  }
  return changes;
}

function withinGap(
  from: readonly string[],
  to: readonly string[],
  { gap, budget }: { readonly gap: LineChange; readonly budget: { left: number } },
): readonly LineChange[] {
  const size = gap.fromEnd - gap.from + gap.toEnd - gap.to;
  if (gap.from === gap.fromEnd || gap.to === gap.toEnd) return [gap];
  if (size > MOST_SIGNS || size * size > budget.left) return [gap];
  budget.left -= size * size;
  const signs = new Map<string, string>();
  const signOf = (line: string) => {
    const known = signs.get(line) ?? String.fromCharCode(signs.size + 1);
    signs.set(line, known);
    return known;
  };
  const rowOf = (lines: readonly string[]) => lines.map(signOf).join('');
  const found = diff(rowOf(from.slice(gap.from, gap.fromEnd)), rowOf(to.slice(gap.to, gap.toEnd)));
  return collected(found, gap);
}

function collected(found: readonly (readonly [number, string])[], gap: LineChange): readonly LineChange[] {
  const changes: LineChange[] = [];
  let at = { from: gap.from, to: gap.to };
  let begun = at;
  const flush = () => {
    if (begun.from < at.from || begun.to < at.to) changes.push({ ...begun, fromEnd: at.from, toEnd: at.to });
  };
  for (const [kind, row] of found) {
    if (kind === diff.DELETE) at = { ...at, from: at.from + row.length };
    else if (kind === diff.INSERT) at = { ...at, to: at.to + row.length };
    else {
      flush();
      at = { from: at.from + row.length, to: at.to + row.length };
      begun = at;
    }
  }
  flush();
  return changes;
}

/** Without the lines that both begin and end with. */
function narrowed(from: readonly string[], to: readonly string[], change: LineChange): LineChange {
  let { from: start, to: toStart, fromEnd, toEnd } = change;
  while (start < fromEnd && toStart < toEnd && from[start] === to[toStart]) {
    start += 1;
    toStart += 1;
  }
  while (start < fromEnd && toStart < toEnd && from[fromEnd - 1] === to[toEnd - 1]) {
    fromEnd -= 1;
    toEnd -= 1;
  }
  return { from: start, to: toStart, fromEnd, toEnd };
}
