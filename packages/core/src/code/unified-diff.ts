import { diffLines, type LineChange } from './line-diff.js';

/** A file on one side of a diff. */
export interface DiffSide {
  readonly path: string;
  readonly mode: number;
  /** `null` for the same bytes as on the other side. */
  readonly bytes: Uint8Array | null;
}

export interface FileDiff {
  /** As `git diff` says it; empty where nothing is different. */
  readonly text: string;
  readonly additions: number;
  readonly deletions: number;
}

/** How many lines are shown around what is different. */
const CONTEXT = 3;
const NO_NEWLINE = '\\ No newline at end of file\n';

/** What is different between a file before and after; `null` for a side where there is none. */
export function unifiedDiff(before: DiffSide | null, after: DiffSide | null): FileDiff {
  const [old, next] = [before ?? after, after ?? before];
  if (old === null || next === null) return { text: '', additions: 0, deletions: 0 };
  const head = headOf(before, after, `diff --git ${quoted(`a/${old.path}`)} ${quoted(`b/${next.path}`)}\n`);
  const [left, right] = [linesOf(before), linesOf(after)];
  if (left === null || right === null) {
    const names = `${nameOf('a', before)} and ${nameOf('b', after)}`;
    return { text: `${head}Binary files ${names} differ\n`, additions: 0, deletions: 0 };
  }
  const changes = diffLines(left, right);
  if (changes.length === 0) return { text: before?.path === after?.path ? '' : head, additions: 0, deletions: 0 };
  const hunks = hunksOf(changes, left.length).map((hunk) => hunkText(hunk, left, right));
  return {
    text: `${head}--- ${fileName('a', before)}\n+++ ${fileName('b', after)}\n${hunks.join('')}`,
    additions: changes.reduce((sum, { to, toEnd }) => sum + toEnd - to, 0),
    deletions: changes.reduce((sum, { from, fromEnd }) => sum + fromEnd - from, 0),
  };
}

function headOf(before: DiffSide | null, after: DiffSide | null, first: string): string {
  if (before === null) return `${first}new file mode ${modeOf(after)}\n`;
  if (after === null) return `${first}deleted file mode ${modeOf(before)}\n`;
  if (before.path === after.path) return first;
  return `${first}rename from ${quoted(before.path)}\nrename to ${quoted(after.path)}\n`;
}

/** Changes that are shown together, since the lines around them meet. */
function hunksOf(changes: readonly LineChange[], length: number): readonly (readonly LineChange[])[] {
  const hunks: LineChange[][] = [];
  let end = -Infinity;
  for (const change of changes) {
    if (change.from - end > 2 * CONTEXT || hunks.length === 0) hunks.push([change]);
    else hunks.at(-1)?.push(change);
    end = Math.min(change.fromEnd, length);
  }
  return hunks;
}

function hunkText(hunk: readonly LineChange[], left: readonly string[], right: readonly string[]): string {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (first === undefined || last === undefined) return '';
  const before = Math.min(CONTEXT, first.from);
  const after = Math.min(CONTEXT, left.length - last.fromEnd);
  const parts: string[] = [];
  let at = first.from - before;
  for (const { from, fromEnd, to, toEnd } of hunk) {
    parts.push(...marked(' ', left.slice(at, from)), ...marked('-', left.slice(from, fromEnd)));
    parts.push(...marked('+', right.slice(to, toEnd)));
    at = fromEnd;
  }
  parts.push(...marked(' ', left.slice(at, at + after)));
  const old = rangeOf(first.from - before, last.fromEnd + after);
  const next = rangeOf(first.to - before, last.toEnd + after);
  return `@@ -${old} +${next} @@\n${parts.join('')}`;
}

function marked(mark: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n${NO_NEWLINE}`));
}

/** A range of nothing is told by the line before it. */
function rangeOf(start: number, end: number): string {
  const count = end - start;
  if (count === 1) return String(start + 1);
  return `${count === 0 ? start : start + 1},${count}`;
}

/** Each with its end; `null` for what is no text. The same bytes on both sides have no lines to compare. */
function linesOf(side: DiffSide | null): readonly string[] | null {
  if (side === null || side.bytes === null) return [];
  if (side.bytes.includes(0)) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(side.bytes);
    return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
  } catch {
    return null;
  }
}

function modeOf(side: DiffSide | null): string {
  return ((side?.mode ?? 0) & 0o100) === 0 ? '100644' : '100755';
}

function nameOf(letter: 'a' | 'b', side: DiffSide | null): string {
  return side === null ? '/dev/null' : quoted(`${letter}/${side.path}`);
}

/** What `patch` takes for the end of a name that has spaces is a tab after it. */
function fileName(letter: 'a' | 'b', side: DiffSide | null): string {
  const name = nameOf(letter, side);
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

/** As C has it, where a name has what would not be read as a part of it. */
function quoted(name: string): string {
  if (!/["\\\u0000-\u001f\u007f]/.test(name)) return name;
  const inside = Array.from(name, (sign) => {
    if (sign === '"' || sign === '\\') return `\\${sign}`;
    const code = sign.charCodeAt(0);
    return code < 0x20 || code === 0x7f ? `\\${code.toString(8).padStart(3, '0')}` : sign;
  });
  return `"${inside.join('')}"`;
}
