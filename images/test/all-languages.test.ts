import { builtInLanguages, type Language } from '@carrel/core/languages';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from './build-image.js';
import { failingPrograms } from './failing-programs.js';
import { layouts } from './layouts.js';
import { hasDocker } from './run-docker.js';
import { runSample } from './run-sample.js';

const language = (id: string): Language => builtInLanguages.find((each) => each.id === id)!;
const compiled = builtInLanguages.filter(({ compile }) => compile !== undefined);

describe.skipIf(!hasDocker)('an image of all languages', () => {
  let image = '';
  beforeAll(async () => {
    image = (await buildImage(builtInLanguages)).tag;
  });

  it.each(builtInLanguages)('says hello in $name', async (language) => {
    const { compile, run } = await runSample(image, language, { files: language.samples!.hello });

    expect([compile?.exitCode ?? 0, compile?.stderr, run]).toMatchObject([
      0,
      compile?.stderr,
      { exitCode: 0, stdout: 'Hello, world!\n', stderr: '' },
    ]);
  });

  it.each(builtInLanguages)('reads standard input in $name', async (language) => {
    const { compile, run } = await runSample(image, language, {
      files: language.samples!.shout,
      stdin: 'one line\nand another\n',
    });

    expect([compile, run]).toMatchObject([compile, { exitCode: 0, stdout: 'ONE LINE\nAND ANOTHER\n', stderr: '' }]);
  });

  it.each(compiled)('ends in the compile stage what is wrong in $name', async (language) => {
    const { compile, run } = await runSample(image, language, { files: language.samples!.broken! });

    expect(run).toBeNull();
    expect([1, 2]).toContain(compile?.exitCode);
    expect(`${compile?.stdout ?? ''}${compile?.stderr ?? ''}`).toContain(language.samples!.broken![0]!.path);
  });

  it.each(builtInLanguages)('has the version of $name that the catalogue promises', async (language) => {
    const { compile: _compile, ...rest } = language;
    const asked = { ...rest, run: language.versionProbe! };

    const { run } = await runSample(image, asked, { files: language.samples!.hello });

    expect(run).toMatchObject({ exitCode: 0 });
    const version = language.version!.replaceAll('.', '\\.');
    expect(`${run!.stdout}${run!.stderr}`).toMatch(new RegExp(`(?<![\\d.])${version}(?!\\d)`));
  });

  it.each(layouts)('runs in %s %s', async (id, _what, files) => {
    const list = Object.entries(files).map(([path, content]) => ({ path, content }));

    const { compile, run } = await runSample(image, language(id), { files: list });

    expect([compile, run]).toMatchObject([compile, { exitCode: 0, stdout: 'right\n', stderr: '' }]);
  });

  it.each(builtInLanguages)('tells the status that a program ends with in $name', async (each) => {
    const { compile, run } = await runSample(image, each, { files: [failingPrograms[each.id]!] });

    expect([compile, run]).toMatchObject([compile, { exitCode: 3 }]);
  });

  it('gives Java programs their arguments, and tells what they did not catch', async () => {
    const content = 'class Main { public static void main(String[] args) { throw new RuntimeException(args[0]); } }\n';

    const { run } = await runSample(image, language('java'), {
      files: [{ path: 'Main.java', content }],
      args: ['one word'],
    });

    expect(run?.exitCode).toBe(1);
    expect(run?.stderr).toContain('java.lang.RuntimeException: one word\n\tat Main.main(Main.java:1)');
  });

  it('ends SQL at the first statement that fails', async () => {
    const content = "SELECT 'before';\nSELECT missing;\nSELECT 'after';\n";

    const { run } = await runSample(image, language('sql'), { files: [{ path: 'main.sql', content }] });

    expect(run).toMatchObject({ exitCode: 1, stdout: 'before\n' });
  });
});
