import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf, progressOf } from './source-output.js';
import { askedRefs, checkoutArgs, isRef, refspecOf, targetOf } from './source-refs.js';
import { SourceSize } from './source-size.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

describe('the name of a ref', () => {
  it.each(['main', 'topic/a', 'v1.2.3', 'release_1', 'größe', COMMIT, 'a@b'])('may be %s', (ref) => {
    expect(isRef(ref)).toBe(true);
  });

  it.each([
    '',
    '-x',
    '--upload-pack=x',
    '/a',
    'a/',
    'a..b',
    'a b',
    'a:b',
    'a~1',
    'a^',
    'a*',
    'a[b',
    'a\\b',
    'a@{1}',
    '.a',
  ])('may not be %j', (ref) => {
    expect(isRef(ref)).toBe(false);
  });

  it('is never an option, a pattern or another name to git, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (ref) => {
        fc.pre(isRef(ref));
        for (const asked of askedRefs(ref)) expect(asked).not.toMatch(/^-|[\s:*?^~[\\]|\.\./);
        const refspec = refspecOf({ kind: 'branch', name: ref });
        expect(refspec.split(':')).toHaveLength(2);
        expect(checkoutArgs({ kind: 'branch', name: ref }).filter((arg) => arg.startsWith('-'))).toHaveLength(3);
      }),
    );
  });
});

describe('what a ref is', () => {
  const answer = `ref: refs/heads/main\tHEAD\n${COMMIT}\tHEAD\n${COMMIT}\trefs/heads/both\n${COMMIT}\trefs/tags/both\n`;

  it.each([
    [undefined, { kind: 'branch', name: 'main' }],
    ['both', { kind: 'branch', name: 'both' }],
    [COMMIT, { kind: 'commit', name: COMMIT }],
    ['oth', 'missing'],
    [COMMIT.slice(0, 7), 'missing'],
  ] as const)('%s', (ref, target) => {
    expect(targetOf(answer, ref)).toEqual(target);
  });

  it('is nothing in an empty source, and a commit where no branch is shown', () => {
    expect(targetOf('', undefined)).toBe('empty');
    expect(targetOf(`${COMMIT}\tHEAD\n`, undefined)).toEqual({ kind: 'commit', name: 'HEAD' });
    expect(targetOf(`ref: refs/heads/--evil\tHEAD\n${COMMIT}\tHEAD\n`, undefined)).toEqual({
      kind: 'commit',
      name: 'HEAD',
    });
  });
});

describe('the size of a source', () => {
  const entry = (size: number | '-', path: string) => `100644 blob ${COMMIT} ${String(size).padStart(7)}\t${path}\0`;

  it('is counted however its list is cut', () => {
    const list = Buffer.from(entry(10, 'a') + entry('-', 'sub') + entry(1_000_000, 'b\nc') + entry(5, 'ü'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: list.length }), (step) => {
        const within = (maxBytes: number, maxFiles: number) => {
          const size = new SourceSize({ maxBytes, maxFiles });
          for (let at = 0; at < list.length; at += step) size.push(list.subarray(at, at + step));
          return size.isWithin;
        };
        expect([within(1_000_015, 4), within(1_000_014, 4), within(1_000_015, 3)]).toEqual([true, false, false]);
      }),
    );
  });
});

describe('what git says', () => {
  it.each([
    ['remote: Counting objects: 100% (3/3), done.', 'Counting objects: 100% (3/3), done.'],
    ['Receiving objects:  45% (9/20), 1.20 MiB | 2.00 MiB/s', 'Receiving objects:  45% (9/20), 1.20 MiB | 2.00 MiB/s'],
    ['remote: your password is hunter2', null],
    ['remote: Counting secrets: hunter2 \u001b[31m', null],
    ["fatal: unable to access 'http://u:p@h/': x", null],
  ])('of %j is told %j', (line, told) => {
    expect(progressOf(line)).toBe(told);
  });

  it('in words that nobody knows is no more than a failure', () => {
    expect(failureOf({ code: 128, signal: null, reason: 'exited' }, 'fatal: something else')).toBe('failed');
    expect(failureOf({ code: null, signal: 'SIGKILL', reason: 'timeout' }, 'Authentication failed')).toBe('timeout');
    expect(failureOf({ code: 127, signal: null, reason: 'exited' }, '')).toBe('no-git');
  });
});
