import { posix } from 'node:path';
import { ok, type Result } from 'neverthrow';
import { isAtOrBelow } from './files-of-session.js';
import type { Failure, Work } from './work.js';

const ENTRIES = ['main', 'module', 'types', 'typings', 'browser', 'bin', 'exports', 'imports', 'files'];

/**
 * The entries of every `package.json` that name what is moved, or what is in it, name it where it will be. The patterns that what is
 * moved matches by some of what they stand for stay as they are, and are given, each with its file.
 */
export async function movePackageEntries(
  { draft }: Work,
  from: string,
  to: string,
): Promise<Result<readonly string[], Failure>> {
  const left: string[] = [];
  const moving = draft.below(from);
  for (const path of draft.below('package.json').concat(packagesBelow(draft.below.bind(draft), from))) {
    const text = await draft.textOf(path);
    if (text.isErr()) continue;
    const directory = posix.dirname(path);
    left.push(...patternsLeft(text.value, directory, from, moving).map((each) => `${JSON.stringify(each)} (${path})`));
    const moved = withMovedEntries(text.value, directory, from, to);
    if (moved !== text.value) draft.setText(path, moved);
  }
  return ok(left);
}

function patternsLeft(text: string, directory: string, from: string, moving: readonly string[]): string[] {
  const patterns = entriesIn(text, ['exports', 'imports']).filter((value) => value.includes('*'));
  return [...new Set(patterns)].filter((value) => {
    const target = posix.join(directory, value);
    const [before = '', after = ''] = target.split('*');
    return !isAtOrBelow(target, from) && moving.some((path) => path.startsWith(before) && path.endsWith(after));
  });
}

/** In the directories that what is moved lies in. */
function packagesBelow(below: (path: string) => string[], from: string): string[] {
  const parts = from.split('/').slice(0, -1);
  return parts.flatMap((_, index) => below(`${parts.slice(0, index + 1).join('/')}/package.json`));
}

function withMovedEntries(text: string, directory: string, from: string, to: string): string {
  const named = new Map<string, string>();
  for (const value of entriesIn(text, ENTRIES)) {
    const target = posix.join(directory, value);
    if (!isAtOrBelow(target, from)) continue;
    const moved = posix.relative(directory, `${to}${target.slice(from.length)}`);
    named.set(JSON.stringify(value), JSON.stringify(value.startsWith('./') ? `./${moved}` : moved));
  }
  if (named.size === 0) return text;
  return text.replace(/("(?:[^"\\]|\\.)*")(\s*:)?/g, (whole, literal: string, colon?: string) =>
    colon === undefined ? (named.get(literal) ?? whole) : whole,
  );
}

/** The strings that these entries of a `package.json` have. */
export function entriesIn(text: string, names: readonly string[]): string[] {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== 'object' || manifest === null) return [];
    return Object.entries(manifest).flatMap(([key, value]) => (names.includes(key) ? stringsIn(value) : []));
  } catch {
    return [];
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
