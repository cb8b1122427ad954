import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { blocksIn, type Block } from '../docs/blocks.mjs';
import { problemsOfBlocks } from '../docs/compile-blocks.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const blocks = blocksIn(root);
const inLanguage = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));

/** Languages whose blocks somebody else has to judge: a box, an init system, a person. */
const UNJUDGED = ['', 'dockerfile', 'ini', 'text'];

it('the TypeScript and JavaScript of the documentation compiles', { timeout: 120_000 }, () => {
  const wrong: Block = {
    file: 'docs/wrong.md',
    line: 7,
    language: 'ts',
    text: '\nconst sum: string = carrel.audit;\n',
  };

  const problems = problemsOfBlocks(root, [...inLanguage('js', 'ts'), wrong]);

  expect(problems).toEqual([expect.stringMatching(/^docs\/wrong\.md:8: Type .* is not assignable to type 'string'/)]);
});

it('the configuration of the documentation is one that the server takes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-docs-'));
  const carrel = join(root, 'apps/server/bin/carrel.mjs');
  try {
    for (const { file, text } of inLanguage('toml')) {
      const config = join(directory, 'carrel.toml');
      writeFileSync(config, text);
      const printed = execFileSync(process.execPath, [carrel, 'config', 'print', '--config', config], {
        encoding: 'utf8',
      });
      expect(printed, file).toContain(config);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it.each(inLanguage('json', 'yaml', 'sh'))('$file:$line is $language', ({ language, text }) => {
  if (language === 'json') JSON.parse(text);
  else if (language === 'yaml') expect(parseYaml(text)).toBeTypeOf('object');
  else execFileSync('sh', ['-n'], { input: text });
});

it('there is a way to judge every language that is said', () => {
  const judged = ['js', 'json', 'sh', 'toml', 'ts', 'yaml'];

  expect(blocks.filter(({ language }) => ![...judged, ...UNJUDGED].includes(language))).toEqual([]);
  for (const language of judged) expect(inLanguage(language), language).not.toEqual([]);
});
