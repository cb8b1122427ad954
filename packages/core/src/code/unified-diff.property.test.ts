import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unifiedDiff, type DiffSide } from './unified-diff.js';

let directory: string;
let cases = 0;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'carrel-diff-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface Pair {
  readonly before: DiffSide | null;
  readonly after: DiffSide | null;
}

/** What `git apply` makes of the sides before, by path. */
function applied(pairs: readonly Pair[]): string {
  const root = join(directory, String((cases += 1)));
  mkdirSync(root);
  for (const { before } of pairs) {
    if (before === null) continue;
    mkdirSync(dirname(join(root, before.path)), { recursive: true });
    writeFileSync(join(root, before.path), before.bytes ?? '');
  }
  const input = pairs.map(({ before, after }) => unifiedDiff(before, after).text).join('');
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: directory };
  if (input !== '')
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: root, input, env, stdio: 'pipe' });
  return root;
}

function check(pairs: readonly Pair[]): void {
  const root = applied(pairs);
  for (const { before, after } of pairs) {
    if (before !== null && before.path !== after?.path) expect(existsSync(join(root, before.path))).toBe(false);
    if (after !== null) expect(readFileSync(join(root, after.path)).equals(after.bytes ?? Buffer.alloc(0))).toBe(true);
  }
  rmSync(root, { recursive: true });
}

const side = (path: string, text: string): DiffSide => ({ path, mode: 0o644, bytes: Buffer.from(text) });

const line = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  '}',
  'long line',
  '\uFEFFx',
  'ä',
  '\tx ',
  'x\r',
  '-',
  '+++ b/x',
  '\\ No',
  '@@ -1 +1 @@',
);
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, isEnded]) => lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : ''));
const shape = fc.constantFrom('edit', 'create', 'remove', 'move');

function pairOf(kind: string, name: string, [from, to]: readonly [string, string]): Pair {
  switch (kind) {
    case 'create':
      return { before: null, after: side(name, to) };
    case 'remove':
      return { before: side(name, from), after: null };
    case 'move':
      return { before: side(name, from), after: side(`moved/${name}`, to) };
    default:
      return { before: side(name, from), after: side(name, to) };
  }
}

describe('a unified diff', () => {
  it('is what git makes one side of the other by', () => {
    const names = ['a.txt', 'dir/with space/b c.txt', 'ä/quote".txt', 'tab\there.txt'];
    fc.assert(
      fc.property(fc.array(fc.tuple(shape, text, text), { minLength: 1, maxLength: 4 }), (files) => {
        check(files.map(([kind, from, to], index) => pairOf(kind, names[index] ?? '', [from, to])));
      }),
      { numRuns: 120 },
    );
  }, 60_000);

  it('counts lines, and shows three around what is different', () => {
    const lines = Array.from({ length: 40 }, (_none, index) => `line ${index}\n`);
    const changed = lines.map((each, index) => (index === 20 ? 'other\n' : each)).toSpliced(30, 2);
    const diff = unifiedDiff(side('a', lines.join('')), side('a', changed.join('')));
    expect([diff.additions, diff.deletions]).toEqual([1, 3]);
    expect(diff.text.split('\n').filter((each) => each.startsWith('@@'))).toEqual([
      '@@ -18,7 +18,7 @@',
      '@@ -28,8 +28,6 @@',
    ]);
  });

  it('says of what is no text that it is different, and of the same that it is moved', () => {
    const bytes = Uint8Array.of(1, 0, 255);
    expect(unifiedDiff({ path: 'a', mode: 0o644, bytes }, side('a', 'x')).text).toBe(
      'diff --git a/a b/a\nBinary files a/a and b/a differ\n',
    );
    const moved = unifiedDiff({ path: 'a', mode: 0o644, bytes: null }, { path: 'b', mode: 0o644, bytes: null });
    expect(moved.text).toBe('diff --git a/a b/b\nrename from a\nrename to b\n');
    expect(unifiedDiff(null, { path: 'x', mode: 0o755, bytes: Buffer.from('') }).text).toBe(
      'diff --git a/x b/x\nnew file mode 100755\n',
    );
  });

  it('is made of large files in a bounded time', () => {
    const of = (word: string) => Array.from({ length: 20_000 }, (_none, index) => `${word}${index % 97}\n`).join('');
    const begun = performance.now();
    unifiedDiff(side('a', of('x')), side('a', of('y')));
    unifiedDiff(side('a', of('x')), side('a', of('x').replaceAll('x5\n', 'z\n')));
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
