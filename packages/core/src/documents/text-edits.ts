import diff from 'fast-diff';
import { lineAnchors } from '../kernel/index.js';

/** Takes `remove` units of a text away at `at`, and puts `insert` there. Positions are UTF-16 units of the text before all edits. */
export interface TextEdit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** A part of one text that another part takes the place of. */
interface Change {
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

interface Budget {
  left: number;
}

/** What comparing two texts costs at most, in steps: well below half a second. */
const MOST_WORK = 30_000_000;
/** Up to so many units both sides together are compared one by one; longer ones by their lines first. */
const SHORT = 4_000;

/**
 * The edits that make one text the other, in rising order, none next to another: few and small ones. The same for the same texts.
 * No edit begins or ends within a surrogate pair. What is too much to compare within a bound is replaced as a whole.
 */
export function textEdits(from: string, to: string): readonly TextEdit[] {
  const budget = { left: MOST_WORK };
  const middle = narrowed({ at: 0, from, to });
  const changes = middle.from.length + middle.to.length <= SHORT ? [middle] : byLines({ at: 0, from, to });
  return changes.flatMap((change) => editsOf(narrowed(change), budget));
}

/** The text after these edits. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.at), edit.insert);
    at = edit.at + edit.remove;
  }
  return parts.join('') + text.slice(at);
}

/** How many units they take away and put in. */
export function sizeOfEdits(edits: readonly TextEdit[]): number {
  return edits.reduce((sum, { remove, insert }) => sum + remove + insert.length, 0);
}

/** What lies between lines that are in both texts. */
function byLines({ at, from, to }: Change): readonly Change[] {
  const lines = { from: linesOf(from), to: linesOf(to) };
  const starts = { from: startsOf(lines.from), to: startsOf(lines.to) };
  const changes: Change[] = [];
  let last = { from: 0, to: 0 };
  for (const anchor of [...lineAnchors(lines.from, lines.to), [lines.from.length, lines.to.length] as const]) {
    const [fromEnd, toEnd] = [starts.from[anchor[0]] ?? from.length, starts.to[anchor[1]] ?? to.length];
    const change = { at: at + last.from, from: from.slice(last.from, fromEnd), to: to.slice(last.to, toEnd) };
    if (change.from !== change.to) changes.push(change);
    last = { from: starts.from[anchor[0] + 1] ?? from.length, to: starts.to[anchor[1] + 1] ?? to.length };
  }
  return changes;
}

function editsOf(change: Change, budget: Budget): readonly TextEdit[] {
  const { at, from, to } = change;
  if (from === to) return [];
  const whole = [{ at, remove: from.length, insert: to }];
  if (from === '' || to === '') return whole;
  if (spend(budget, from.length + to.length, SHORT)) {
    const edits = collect(diff(from, to), at);
    return splitsPair(change, edits) ? whole : edits;
  }
  const lines = { from: linesOf(from), to: linesOf(to) };
  return spend(budget, lines.from.length + lines.to.length, MOST_SIGNS) ? lineEdits(change, lines) : whole;
}

function spend(budget: Budget, length: number, most: number): boolean {
  const work = length * length;
  if (length > most || work > budget.left) return false;
  budget.left -= work;
  return true;
}

/** Signs that stand for lines: those before the surrogates. */
const MOST_SIGNS = 0xd7ff;

function lineEdits(
  { at, from, to }: Change,
  lines: { readonly from: readonly string[]; readonly to: readonly string[] },
) {
  const signs = new Map<string, string>();
  const known: string[] = [];
  const signOf = (line: string) => {
    const found = signs.get(line);
    if (found !== undefined) return found;
    known.push(line);
    const sign = String.fromCharCode(known.length);
    signs.set(line, sign);
    return sign;
  };
  const textOf = (row: string) => Array.from(row, (sign) => known[sign.charCodeAt(0) - 1] ?? '').join('');
  const found = diff(lines.from.map(signOf).join(''), lines.to.map(signOf).join(''));
  const edits = collect(
    found.map(([kind, row]) => [kind, textOf(row)] as const),
    at,
  );
  // Whole lines, so that no pair is split.
  return splitsPair({ at, from, to }, edits) ? [{ at, remove: from.length, insert: to }] : edits;
}

function collect(found: readonly (readonly [number, string])[], begin: number): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let at = begin;
  let pending = { remove: 0, insert: '' };
  const flush = () => {
    if (pending.remove > 0 || pending.insert !== '') edits.push({ at, ...pending });
    at += pending.remove;
    pending = { remove: 0, insert: '' };
  };
  for (const [kind, text] of found) {
    if (kind === diff.DELETE) pending.remove += text.length;
    else if (kind === diff.INSERT) pending.insert += text;
    else {
      flush();
      at += text.length;
    }
  }
  flush();
  return edits;
}

/** Without what both begin and end with. */
function narrowed({ at, from, to }: Change): Change {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start += 1;
  if (start > 0 && isHigh(from.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (end < most - start && from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)) end += 1;
  if (end > 0 && isLow(from.charCodeAt(from.length - end))) end -= 1;
  return { at: at + start, from: from.slice(start, from.length - end), to: to.slice(start, to.length - end) };
}

function splitsPair({ at, from, to }: Change, edits: readonly TextEdit[]): boolean {
  let shift = 0;
  for (const edit of edits) {
    const start = edit.at - at;
    const isSplit =
      [start, start + edit.remove].some((place) => isWithinPair(from, place)) ||
      [start + shift, start + shift + edit.insert.length].some((place) => isWithinPair(to, place));
    if (isSplit) return true;
    shift += edit.insert.length - edit.remove;
  }
  return false;
}

function isWithinPair(text: string, place: number): boolean {
  return place > 0 && isHigh(text.charCodeAt(place - 1)) && isLow(text.charCodeAt(place));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Each with its end. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}

function startsOf(lines: readonly string[]): readonly number[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length;
  }
  return starts;
}
