import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { builtInLanguages, imageCheck, type Language } from './index.js';

const bash = builtInLanguages.find(({ id }) => id === 'bash')!;

/** What the check finds on this machine, which is no image. */
function findings(...languages: readonly Language[]): readonly string[] {
  const { argv, read } = imageCheck(languages);
  const [program = '', ...args] = argv;
  const { stdout } = spawnSync(program, args.map(onlyHere), { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  return read(stdout).map(({ promise, detail }) => `${promise}: ${detail}`);
}

/** Without a walk over the whole machine. */
function onlyHere(script: string): string {
  return script.replace('find / ', 'find /proc/self/fd ');
}

const language = (found: readonly string[]) => found.filter((each) => each.startsWith('language: '));

describe('imageCheck', () => {
  it('finds what does not keep the contract', () => {
    expect(findings()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^directory: starts in .*, expected \/workspace$/),
        "text: LANG is '', expected C.UTF-8",
      ]),
    );
  });

  it('finds no fault with a language that is there in its version', () => {
    const seen = /version (\d+\.\d+)/.exec(spawnSync('bash', ['--version'], { encoding: 'utf8' }).stdout)?.[1];

    expect(language(findings({ ...bash, version: seen! }))).toEqual([]);
    expect(language(findings({ ...bash, version: null }))).toEqual([]);
  });

  it('finds programs that are not there', () => {
    const argv = ["no such 'program'", '{main}'];

    expect(language(findings({ ...bash, run: { argv }, versionProbe: { argv } }))).toEqual([
      "language: bash has no program no such 'program'",
    ]);
  });

  it.each([
    ['3.1', 'ruby 3.1.2p20', true],
    ['3.1', 'ruby 3.11.2', false],
    ['3.1', 'ruby 13.1.0', false],
    ['3.1', 'ruby 2.3.1', false],
    ['18', 'v18.20.4', true],
    ['4.8', 'Version 4.8', true],
  ])('compares whole numbers of versions: %s in %s', (version, seen, right) => {
    const { read } = imageCheck([{ ...bash, version }]);

    expect(read(`version:bash\t${seen}\nend\t\n`).length).toBe(right ? 0 : 1);
  });

  it('finds fault with an image whose shell says nothing', () => {
    expect(imageCheck([bash]).read('')).toEqual([
      { promise: 'program', detail: 'its sh did not carry the check through' },
    ]);
  });
});
