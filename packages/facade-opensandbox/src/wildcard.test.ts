import { describe, expect, it } from 'vitest';
import { fits } from './wildcard.js';

describe('a pattern', () => {
  it.each([
    ['*', 'a.py', true],
    ['**', 'a.py', true],
    ['*.py', 'a.py', true],
    ['*.py', 'a.pyc', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a.c', 'abc', false],
    ['src/*.py', 'src/a.py', true],
    ['src/*.py', 'src/deep/a.py', false],
    ['src/**/*.py', 'src/a.py', true],
    ['src/**/*.py', 'src/very/deep/a.py', true],
    ['**/deep/**', 'very/deep/a.py', true],
    ['**/deep/**', 'very/shallow/a.py', false],
  ])('%s against %s: %s', (pattern, path, expected) => {
    expect(fits(pattern, path)).toBe(expected);
  });

  it('takes little time, however many stars it has', () => {
    const before = performance.now();
    expect(fits(`${'*a'.repeat(500)}b`, 'a'.repeat(255))).toBe(false);
    expect(fits(`${'**/'.repeat(300)}b`, 'a/'.repeat(2_000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
