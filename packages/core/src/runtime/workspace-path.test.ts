import { describe, expect, it } from 'vitest';
import { workspacePath } from './workspace-path.js';

describe('workspacePath', () => {
  it.each([
    ['', ''],
    ['.', ''],
    ['./', ''],
    ['a//b/./c/', 'a/b/c'],
    ['a/..', ''],
    ['a/b/../c', 'a/c'],
    ['missing/../b', 'b'],
    ['...', '...'],
    ['a\\b', 'a\\b'],
    ['x\uFFFDFF', 'x\uFFFDFF'],
    ['\uFFFDC3\uFFFDBC', 'ü'],
    ['\uFFFD', '\uFFFDEF\uFFFDBF\uFFFDBD'],
    [`${'a'.repeat(255)}/b`, `${'a'.repeat(255)}/b`],
    [`${'a'.repeat(300)}/../b`, 'b'],
  ])('%j is %j', (path, plain) => {
    expect(workspacePath(path)._unsafeUnwrap()).toBe(plain);
  });

  it.each([
    ['/', 'file/outside-root'],
    ['/etc', 'file/outside-root'],
    ['..', 'file/outside-root'],
    ['a/../..', 'file/outside-root'],
    ['../a', 'file/outside-root'],
    ['a\0b', 'file/invalid-path'],
    ['\udcff', 'file/invalid-path'],
    ['a'.repeat(256), 'file/invalid-path'],
    ['ü'.repeat(128), 'file/invalid-path'],
    [`b/${'a'.repeat(256)}/c`, 'file/invalid-path'],
    ['ab/'.repeat(1_366), 'file/invalid-path'],
  ])('%j is refused with %s', (path, type) => {
    expect(workspacePath(path)._unsafeUnwrapErr()).toMatchObject({ type, path });
  });
});
