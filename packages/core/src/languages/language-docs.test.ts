import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { builtInLanguages } from './index.js';

const DOCS = new URL('../../../../docs/languages.md', import.meta.url);
const TABLE = /(?<=<!-- languages -->\n).*(?=<!-- \/languages -->)/s;

const HEAD = ['id', 'language', 'also', 'files', 'tier', 'version', 'Debian packages', 'adds'];

/** The table as Prettier lays it out. */
function table(): string {
  const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(' ');
  const rows = [...builtInLanguages]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, name, aliases, extensions, tier, version, image }) => [
      ...[code([id]), name, code(aliases), code(extensions), `\`${tier}\``, version ?? ''],
      ...[code(image?.packages ?? []), `${image?.sizeMb ?? 0} MB`],
    ]);
  const widths = HEAD.map((_title, column) => Math.max(...[HEAD, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  return `\n${[
    line(HEAD),
    line(
      HEAD.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n')}\n\n`;
}

it('the documented languages are those of the catalogue', () => {
  const docs = readFileSync(DOCS, 'utf8');
  if (process.env['UPDATE_DOCS'] === '1')
    writeFileSync(
      DOCS,
      docs.replace(TABLE, () => table()),
    );

  expect(readFileSync(DOCS, 'utf8').match(TABLE)?.[0]).toBe(table());
});
